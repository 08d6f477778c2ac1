"""The columnar copy of the database: what changed (outbox), the tables of the lake, and the engines that read them.

A fact is one table of the lake; a batch is what one synchronisation takes in; a state is what readers see.
Knows no domain: each one declares its facts in its own `facts.py`. Stands on the database alone.
"""
