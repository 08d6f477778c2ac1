"""How tables are written fast and alike on SQLite and PostgreSQL.

Main words: bulk rows, row locks, folded text.
Knows no domain.
"""
