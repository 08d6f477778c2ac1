"""Many rows in one go, without building model instances."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection, models


def next_ids(model: type[models.Model], count: int) -> list[int]:
    """Reserve `count` primary keys of `model`, ascending, for rows written in the open transaction.

    On SQLite an IMMEDIATE transaction already holds the only write lock, so the keys after the
    greatest one are free. On PostgreSQL they are drawn from the table's sequence.
    """
    meta = model._meta
    table, key = meta.db_table, meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f'SELECT COALESCE(MAX("{key}"), 0) FROM "{table}"')  # noqa: S608
            first = cursor.fetchone()[0] + 1
            return list(range(first, first + count))
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
            [table, key, count],
        )
        return [row[0] for row in cursor.fetchall()]


def insert_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples of database values, in the order of the column names `columns`."""
    run_many(f'INSERT INTO "{model._meta.db_table}" ({_names(columns)}) VALUES ({_marks(columns)})', rows)  # noqa: S608


def upsert_rows(
    model: type[models.Model],
    key: Sequence[str],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
    *,
    add: bool = False,
) -> None:
    """Insert rows, or where a row of the same `key` columns stands, replace `columns` or `add` to them.

    Rows give the values of `key`, then of `columns`. The key must have a unique constraint.
    """
    table = model._meta.db_table
    change = '"{0}" = "{1}"."{0}" + excluded."{0}"' if add else '"{0}" = excluded."{0}"'
    changes = ", ".join(change.format(name, table) for name in columns)
    every = [*key, *columns]
    run_many(
        f'INSERT INTO "{table}" ({_names(every)}) VALUES ({_marks(every)}) '  # noqa: S608
        f"ON CONFLICT ({_names(key)}) DO UPDATE SET {changes}",
        rows,
    )


def run_many(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """Run one statement, its marks written `%s`, for each row of values."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            # Django's own executemany first collects every row and formats the statement per call.
            cursor.connection.executemany(sql.replace("%s", "?"), rows)
        else:
            cursor.executemany(sql, list(rows))


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _marks(columns: Sequence[str]) -> str:
    return ", ".join(["%s"] * len(columns))
