"""One person's file: entered, corrected, looked at, and what was arranged with them."""
