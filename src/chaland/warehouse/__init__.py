"""The columnar copy of the database: what changed (outbox), the tables of the lake, and the engines that read them.

Knows no domain: each one declares its tables in its own `facts.py`.
"""
