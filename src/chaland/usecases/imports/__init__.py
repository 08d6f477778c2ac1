"""Files taken in, and given back."""
