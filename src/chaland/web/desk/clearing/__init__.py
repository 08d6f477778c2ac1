"""Screens of the clearing of points between the merchants of a street."""
