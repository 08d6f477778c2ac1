"""Two files that are one person."""
