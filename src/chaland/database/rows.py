"""Many rows in one go, without building model instances."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from itertools import chain, islice
from typing import Any
from uuid import UUID

from django.db import connection, models

from chaland.database.bare import on_sqlite, opened, write, write_each

_TOGETHER = 50


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve `count` primary keys of `model`, ascending, for rows written in the open transaction.

    They were never given before. On SQLite an IMMEDIATE transaction already holds the only write lock, so the keys
    after the greatest one ever used are free. On PostgreSQL they are drawn from the table's sequence.
    """
    meta = model._meta
    table, key = meta.db_table, meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT COALESCE(MAX(seq), 0) + 1 FROM sqlite_sequence WHERE name = %s", [table])
            first = cursor.fetchone()[0]
            return list(range(first, first + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, key, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples of database values, in the order of the column names `columns`."""
    insert_many(f'"{model._meta.db_table}" ({_names(columns)})', len(columns), rows)


def insert_many(into: str, width: int, rows: Iterable[Sequence[Any]], *, then: str = "") -> None:
    """Insert rows of `width` values into a table with its columns.

    then: what follows them, as ON CONFLICT; where that updates, no two rows may be of one key.
    """
    head, row = f"INSERT INTO {into} VALUES ", f"({', '.join(['%s'] * width)})"  # noqa: S608
    left = iter(rows)
    if not on_sqlite():
        with connection.cursor() as cursor:
            while together := list(islice(left, _TOGETHER)):
                values = list(chain.from_iterable(together))
                cursor.execute(f"{head}{', '.join([row] * len(together))} {then}", values)
        return
    database = opened()
    while together := list(islice(left, _TOGETHER)):
        if len(together) == _TOGETHER:
            # Each statement notes the last key it gave, which takes SQLite longer than to insert the row.
            write(database, f"{head}{', '.join([row] * _TOGETHER)} {then}", list(chain.from_iterable(together)))
        else:
            write_each(database, f"{head}{row} {then}", together)


def upsert_rows(
    model: type[models.Model],
    key: Sequence[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    where: str = "",
) -> None:
    """Insert rows, or where a row of the same `key` columns stands, replace its `columns`, unless they say the same.

    Rows give the values of `key`, then of `columns`. The key must have a unique constraint, and
    `where` must repeat its condition if it has one.
    """
    table = model._meta.db_table
    changes = ", ".join(f'"{name}" = excluded."{name}"' for name in columns)
    condition = f"WHERE {where} " if where else ""
    # Replaced by itself, a row would still be written, and its place in every index.
    own, new = (", ".join(f'{of}."{name}"' for name in columns) for of in (f'"{table}"', "excluded"))
    differs = "IS NOT" if on_sqlite() else "IS DISTINCT FROM"
    every = [*key, *columns]
    run_many(
        f'INSERT INTO "{table}" ({_names(every)}) VALUES ({_marks(every)}) '  # noqa: S608
        f"ON CONFLICT ({_names(key)}) {condition}DO UPDATE SET {changes} WHERE ({own}) {differs} ({new})",
        rows,
    )


_STORED_ALIKE = frozenset({int, float, str, bool, type(None)})


def stored(value: Any) -> Any:
    """Return a value as a raw statement must give it: SQLite keeps days, moments (in UTC) and UUIDs as text."""
    kind = type(value)
    # Asked for every value of every row: most need no look at which database it is.
    if kind in _STORED_ALIKE or not on_sqlite():
        return value
    if kind is datetime:
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ")
    if kind is date:
        return value.isoformat()
    return value.hex if kind is UUID else value


def run_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one statement, its marks written `%s`, for each row of values."""
    if on_sqlite():
        # Django's own executemany first collects every row and formats the statement per call.
        write_each(opened(), sql, rows)
        return
    with connection.cursor() as cursor:
        cursor.executemany(sql, list(rows))


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _marks(columns: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(columns))
