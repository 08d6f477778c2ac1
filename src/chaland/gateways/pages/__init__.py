"""Pages of the web, looked at without being read."""
