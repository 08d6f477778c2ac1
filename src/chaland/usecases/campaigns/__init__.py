"""Messages that leave, each at most once, and what they changed."""
