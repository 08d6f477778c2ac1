"""Decisions of the loyalty programme, without Django and without a clock."""
