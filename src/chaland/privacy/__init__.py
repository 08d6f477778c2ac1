"""What customers agreed to, the proof of it, and whether they may be contacted.

It knows customers and what they bought; who sends, asks or shows something stands above it.
"""
