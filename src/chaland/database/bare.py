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


def is_bare() -> bool:
    """Tell whether a statement may go past Django: on SQLite, unless somebody counts or watches the statements."""
    database = connections[DEFAULT_DB_ALIAS]
    return on_sqlite() and not database.force_debug_cursor and not database.execute_wrappers


def read(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a SELECT, its marks written `%s`, and return its rows; errors are Django's."""
    database = _opened()
    with database.wrap_database_errors:
        rows: list[tuple[Any, ...]] = database.connection.execute(_own(sql), parameters).fetchall()
        return rows


def write(sql: str, parameters: Sequence[Any]) -> int:
    """Run a statement and return how many rows it touched."""
    database = _opened()
    with database.wrap_database_errors:
        touched: int = database.connection.execute(_own(sql), parameters).rowcount
        return touched


def write_each(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one statement for each row of values, which may come one by one."""
    database = _opened()
    with database.wrap_database_errors:
        database.connection.executemany(_own(sql), rows)


def _opened() -> BaseDatabaseWrapper:
    database = connections[DEFAULT_DB_ALIAS]
    database.ensure_connection()
    return database


@lru_cache(maxsize=1024)
def _own(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")
