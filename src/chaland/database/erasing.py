"""Having the database's own files forget what was deleted."""

import time

from django.db import connection

PATIENCE_SECONDS = 10.0
PAUSE_SECONDS = 0.05


def forget_deleted() -> bool:
    """Make the files hold no deleted row any more; False if somebody reads an earlier state for too long.

    SQLite writes zeros where a row was, and its log is emptied here. PostgreSQL gives the room back to be written
    over. Inside a transaction there is nothing to do yet.
    """
    if connection.in_atomic_block:
        return False
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM")
        return True
    until = time.monotonic() + PATIENCE_SECONDS
    while not _empty_log():
        if time.monotonic() > until:
            return False
        time.sleep(PAUSE_SECONDS)
    return True


def _empty_log() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        is_busy: int = cursor.fetchone()[0]
    return not is_busy
