"""Customers meant by a rule."""
