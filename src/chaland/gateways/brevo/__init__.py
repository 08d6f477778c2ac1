"""Lists of contacts at Brevo."""
