"""When SQLite's log is copied into the file."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias, TypeVar

from django.db import DatabaseError, connection

from chaland.database.bare import on_sqlite
from chaland.database.lookups import execute, fetch

T = TypeVar("T")
Beside: TypeAlias = Callable[[Callable[[], T]], T]


@contextmanager
def log_copied_beside() -> Iterator[Beside[Any]]:
    """Give what does a piece of work while another thread copies the log; no commit of this thread does so meanwhile.

    Neither the work nor anybody who writes waits for the copy. Once the work is done all that was written before it
    is in the file: the log begins anew with the next commit and stays as short as it was.
    """
    if not on_sqlite() or connection.in_atomic_block:
        yield lambda work: work()
        return
    ((usual,),) = fetch("PRAGMA wal_autocheckpoint", [])
    execute("PRAGMA wal_autocheckpoint=0", [])
    with ThreadPoolExecutor(1, "copying") as copier:

        def beside(work: Callable[[], T]) -> T:
            copied = copier.submit(_copy)
            try:
                return work()
            finally:
                copied.result()

        try:
            yield beside
        finally:
            copier.submit(connection.close)
            execute(f"PRAGMA wal_autocheckpoint={usual}", [])


def _copy() -> None:
    # What cannot be copied now is with the next commit, as when SQLite does it by itself.
    with suppress(DatabaseError):
        fetch("PRAGMA wal_checkpoint(PASSIVE)", [])
