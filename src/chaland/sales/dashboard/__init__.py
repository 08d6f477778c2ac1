"""What a shopkeeper sees first: takings of a period, state of the file, things to do.

Main words: period, totals, standing, to-do.
Reads receipts and live figures only; writes nothing.
"""
