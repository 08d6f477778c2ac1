"""Locks, where the database needs them: SQLite's IMMEDIATE transaction already holds the only one."""

import fcntl
import hashlib
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, models
from django.db.models import QuerySet

# In the order of the array, so that two callers never wait for each other.
LOCK_WORDS = "SELECT pg_advisory_xact_lock(hashtextextended(word, 0)) FROM unnest(%s::text[]) AS word"
_writer = threading.RLock()


@contextmanager
def one_writer() -> Iterator[None]:
    """Let the threads of this process write one after the other; open the transaction inside.

    Waiting for SQLite's own lock is a sleep that grows up to a tenth of a second; waiting here ends at once.
    Inside a transaction, and on PostgreSQL, there is nothing to wait for.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _writer:
        yield


def lock_rows(model: type[models.Model], ids: Iterable[int]) -> None:
    """Lock the rows of `model` with these primary keys until the transaction ends.

    They are taken in ascending order, so that two callers never wait for each other. Whoever only points to one of
    them, by a foreign key, does not wait.
    """
    if connection.vendor == "sqlite":
        return
    rows: QuerySet[models.Model] = (
        QuerySet(model).select_for_update(no_key=True).filter(pk__in=list(ids)).order_by("pk")
    )
    list(rows.values_list("pk", flat=True))


def lock_words(words: Iterable[str]) -> None:
    """Lock words that may not be rows yet, such as a card number, until the transaction ends."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute(LOCK_WORDS, [sorted(set(words))])


@contextmanager
def only_one(name: str) -> Iterator[None]:
    """Let one process, and one thread of it, at a time do what is called `name`; the others wait.

    A process that dies gives the lock back.
    """
    if connection.vendor == "sqlite":
        with (settings.HOME / f"{name}.lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield
        return
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [key])
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
