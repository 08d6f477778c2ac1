"""Finding many rows by their keys in one query."""

from collections.abc import Sequence
from typing import Any

import orjson
from django.db import connection

from chaland.database.bare import bare, on_sqlite, read, write


def values_source(types: Sequence[str], rows: Sequence[Sequence[Any]]) -> tuple[str, list[Any]]:
    """Return a FROM item `v` with columns c0, c1… that holds `rows`, and its parameters.

    `types` are PostgreSQL's names of the columns' types. Days and moments come as ISO text.
    """
    if on_sqlite():
        columns = ", ".join(f"json_extract(value, '$[{place}]') AS c{place}" for place in range(len(types)))
        return f"(SELECT {columns} FROM json_each(%s)) AS v", [orjson.dumps(rows).decode()]  # noqa: S608
    arrays = ", ".join(f"%s::{name}[]" for name in types)
    names = ", ".join(f"c{place}" for place in range(len(types)))
    return f"unnest({arrays}) AS v({names})", [[row[place] for row in rows] for place in range(len(types))]


def as_kept(column: str) -> str:
    """Return how to select a column of days or moments so that SQLite gives its text, which Django reads slowly."""
    return f"{column} || ''" if on_sqlite() else column


def fetch(sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Run a SELECT and return all its rows, as the database gives them."""
    if (database := bare()) is not None:
        return read(database, sql, parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def execute(sql: str, parameters: Sequence[Any]) -> int:
    """Run a statement and return how many rows it touched."""
    if (database := bare()) is not None:
        return write(database, sql, parameters)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        touched: int = cursor.rowcount
        return touched
