"""Reading many rows from one state of the database while others go on writing."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def one_state() -> Iterator[None]:
    """Make every read of the block see the same state; blocks no writer. Nothing may be written in it.

    Inside a transaction there is nothing to do.
    """
    if connection.in_atomic_block:
        yield
        return
    isolation = "" if connection.vendor == "sqlite" else " ISOLATION LEVEL REPEATABLE READ READ ONLY"
    with connection.cursor() as cursor:
        cursor.execute(f"BEGIN{isolation}")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")
