"""What people may ask by right, and what the shop keeps no longer."""
