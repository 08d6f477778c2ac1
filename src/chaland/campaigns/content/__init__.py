"""What campaigns say: blocks and fields as authors write them, and what becomes of them for each person."""
