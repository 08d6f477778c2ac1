"""Screens of vouchers: which the shop gives, to whom, and what became of them."""
