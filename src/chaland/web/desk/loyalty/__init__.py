"""Screens of the loyalty programme: what it says, where customers stand, what the shop owes."""
