"""What keeps the product going."""
