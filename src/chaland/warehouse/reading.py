"""Rows of the database as Arrow tables. The connection speaks UTC."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from django.db import connection

from chaland.database.lookups import fetch, values_source
from chaland.warehouse.fact import Fact

ROWS_AT_ONCE = 100_000


def all_rows(fact: Fact) -> Iterator[pa.Table]:
    """Give every row that the fact has in the database, in parts."""
    yield from _read(fact, fact.statement(), [])


def rows_of(fact: Fact, ids: Sequence[int]) -> pa.Table:
    """Return the rows that the fact has in the database for these roots; a deleted root has none."""
    source, parameters = values_source(["bigint"], [(one,) for one in ids])
    return _together(fact, f"{fact.root_sql} IN (SELECT v.c0 FROM {source})", parameters)  # noqa: S608


def rows_between(fact: Fact, first: int, last: int) -> pa.Table:
    """Return the rows that the fact has in the database from one root to another."""
    return _together(fact, f"{fact.root_sql} BETWEEN %s AND %s", [first, last])


def greatest_root(fact: Fact) -> int:
    """Return the greatest root that the fact has in the database, 0 when it is empty."""
    ((greatest,),) = fetch(f"SELECT MAX({fact.root_sql}) FROM {fact.source}", [])  # noqa: S608
    return greatest or 0


def _together(fact: Fact, only: str, parameters: Sequence[Any]) -> pa.Table:
    return pa.concat_tables([fact.schema.empty_table(), *_read(fact, fact.statement(only), parameters)])


def rows_of_customer(fact: Fact, customer_id: int) -> pa.Table:
    """Return the rows that the fact has in the database about one customer."""
    return _together(fact, f"{fact.owner_sql} = %s", [customer_id])


def _read(fact: Fact, statement: str, parameters: Sequence[Any]) -> Iterator[pa.Table]:
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, parameters)
        while rows := cursor.fetchmany(ROWS_AT_ONCE):
            yield fact.finish(arrow_table(fact.read_schema, zip(*rows, strict=True))).cast(fact.schema)


def arrow_table(schema: pa.Schema, columns: Iterable[Sequence[Any]]) -> pa.Table:
    """Return columns as the drivers give them as a table."""
    return pa.table([_array(values, field.type) for values, field in zip(columns, schema, strict=True)], schema)


def _array(values: Sequence[Any], wanted: pa.DataType) -> pa.Array:
    if pa.types.is_timestamp(wanted):
        # "2026-11-22 10:00:00.123", in UTC: PostgreSQL adds "+00".
        return pc.replace_substring(pa.array(values, pa.string()), "+00", "").cast(wanted)
    if pa.types.is_date(wanted):
        return pa.array(values, pa.string()).cast(wanted)
    if pa.types.is_boolean(wanted):
        return pa.array(values).cast(wanted)
    return pa.array(values, wanted)
