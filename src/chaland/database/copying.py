"""When SQLite's log is copied into the file."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from typing import Any, TypeAlias, TypeVar

from django.db import DatabaseError, connection

from chaland.database.bare import on_sqlite
from chaland.database.lookups import execute, fetch

T = TypeVar("T")
Beside: TypeAlias = Callable[[Callable[[], T]], T]

# SQLite calls the second NORMAL: the log is made sure of before it is copied, not at each commit.
_MEANWHILE = {"wal_autocheckpoint": 0, "synchronous": 1}


@contextmanager
def log_copied_beside() -> Iterator[Beside[Any]]:
    """Give what does a piece of work while another thread copies the log; no commit of this thread does so meanwhile.

    Neither the work nor anybody who writes waits for the copy. Once the work is done all that was written before it
    is in the file: the log begins anew with the next commit and stays as short as it was. Commits of this thread wait
    for no disk either: the copy does. After a power cut those since the last copy may be missing, whole and from the
    end; whoever else commits, or the first commit afterwards, makes sure of all before it.
    """
    if not on_sqlite() or connection.in_atomic_block:
        yield lambda work: work()
        return
    usual = {name: fetch(f"PRAGMA {name}", [])[0][0] for name in _MEANWHILE}
    _set(_MEANWHILE)
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
            _set(usual)


def _set(pragmas: Mapping[str, int]) -> None:
    for name, value in pragmas.items():
        execute(f"PRAGMA {name}={value}", [])


def _copy() -> None:
    # What cannot be copied now is with the next commit, as when SQLite does it by itself.
    with suppress(DatabaseError):
        fetch("PRAGMA wal_checkpoint(PASSIVE)", [])
