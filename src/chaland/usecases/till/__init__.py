"""What a till is told, and what it hands in."""
