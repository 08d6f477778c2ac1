"""What customers agreed to, the proof of it, whether they may be contacted, and what becomes of their data.

Consents are lines of a ledger that only grows; where people stand is read from it. Everything that sends asks the gate.
It knows customers and what they bought; who sends, asks or shows something stands above it.
"""
