"""What the database knows of its own tables, without which it may walk the wrong index."""

from django.db import connection

# Rows looked at per index: milliseconds, however large the file. Source: SQLite, "Recommended usage of ANALYZE".
_LOOKED_AT = 1000


def refresh_statistics() -> None:
    """Let the database look again at how its rows are spread; quick at any size, to repeat after bulk writes.

    A new SQLite file knows nothing, and nothing tells it later; PostgreSQL also looks by itself from time to time.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"PRAGMA analysis_limit={_LOOKED_AT}")
        cursor.execute("ANALYZE")
