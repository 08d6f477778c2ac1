"""Statements given to SQLite itself: Django's cursor costs more than most of those of a till's receipt."""

from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper


@cache
def on_sqlite() -> bool:
    """Tell which of the two databases it is: the same as long as the process lives."""
    return connection.vendor == "sqlite"


def bare() -> BaseDatabaseWrapper | None:
    """Return what statements may be given to past Django: on SQLite, unless somebody counts or watches them."""
    if not on_sqlite():
        return None
    database = opened()
    return None if database.force_debug_cursor or database.execute_wrappers else database


def read(database: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a SELECT, its marks written `%s`, and return its rows; errors are Django's."""
    with database.wrap_database_errors:
        rows: list[tuple[Any, ...]] = database.connection.execute(_own(sql), parameters).fetchall()
        return rows


def write(database: BaseDatabaseWrapper, sql: str, parameters: Sequence[Any]) -> int:
    """Run a statement and return how many rows it touched."""
    with database.wrap_database_errors:
        touched: int = database.connection.execute(_own(sql), parameters).rowcount
        return touched


def write_each(database: BaseDatabaseWrapper, sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one statement for each row of values, which may come one by one."""
    with database.wrap_database_errors:
        database.connection.executemany(_own(sql), rows)


def opened() -> BaseDatabaseWrapper:
    """Return the connection, open."""
    database = connections[DEFAULT_DB_ALIAS]
    if database.connection is None:
        database.ensure_connection()
    return database


@lru_cache(maxsize=1024)
def _own(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")
