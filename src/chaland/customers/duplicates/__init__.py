"""Files that may be the same person: what is compared, how it is scored, and what a person decided."""
