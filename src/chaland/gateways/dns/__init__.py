"""What domains publish, asked of the name servers of the machine."""
