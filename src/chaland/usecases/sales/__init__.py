"""Receipts, carts and quotes."""
