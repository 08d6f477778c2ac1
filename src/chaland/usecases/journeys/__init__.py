"""What is sent by itself, as its occasion comes."""
