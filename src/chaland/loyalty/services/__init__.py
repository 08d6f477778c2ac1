"""Writes of the loyalty programme. The caller opens the transaction."""
