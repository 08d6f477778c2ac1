"""How much of the database SQLite keeps in memory."""

from collections.abc import Iterator
from contextlib import contextmanager

from chaland.database.bare import on_sqlite
from chaland.database.lookups import execute, fetch

WIDE_KIB = 49_152


@contextmanager
def wide_cache() -> Iterator[None]:
    """Keep twice as much meanwhile: a batch of rows touches a page of every index for each, and none is read twice."""
    if not on_sqlite():
        yield
        return
    ((usual,),) = fetch("PRAGMA cache_size", [])
    execute(f"PRAGMA cache_size=-{WIDE_KIB}", [])
    try:
        yield
    finally:
        execute(f"PRAGMA cache_size={usual}", [])
