"""How people enter the file by themselves, and what they are asked later."""
