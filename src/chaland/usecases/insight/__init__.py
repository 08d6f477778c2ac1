"""What the file knows."""
