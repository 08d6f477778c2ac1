"""Holding the lake against the database, row by row and to the cent."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from chaland.database.locks import only_one
from chaland.database.snapshot import one_state
from chaland.warehouse import sync
from chaland.warehouse.fact import Fact, facts
from chaland.warehouse.models import Change, LakeState
from chaland.warehouse.reading import all_rows
from chaland.warehouse.tables import Tables


@dataclass(frozen=True, slots=True)
class Checked:
    """One table of the lake against the database.

    missing: rows that only the database has. extra: rows that only the lake has. A row that differs counts in both.
    totals: of each column of cents, in the database and in the lake. waiting: rows still in the outbox, left out.
    """

    table: str
    rows: int
    missing: int
    extra: int
    totals: dict[str, tuple[int, int]]

    @property
    def agrees(self) -> bool:
        """Tell whether the two hold the same."""
        return not (self.missing or self.extra)


def check() -> list[Checked]:
    """Compare every table with the database, after taking in what waits; the tills may go on meanwhile."""
    state = sync.sync()
    with only_one(sync.LOCK), one_state():
        state.refresh_from_db()
        waiting = _waiting()
        return [_compare(fact, state, waiting.get(fact.topic, set())) for fact in facts().values()]


def _waiting() -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    for topic, ids in Change.objects.values_list("topic", "ids"):
        found.setdefault(topic, set()).update(ids)
    return found


def _compare(fact: Fact, state: LakeState, waiting: set[int]) -> Checked:
    table = Tables(state.generation).open(fact, state.versions[fact.name])
    with duckdb.connect() as connection:
        connection.register("waiting", pa.table({"id": pa.array(sorted(waiting), pa.int64())}))
        for name, rows in (("base", all_rows(fact)), ("lake", table.to_pyarrow_dataset().to_batches())):
            batches = (
                batch for part in rows for batch in (part.to_batches() if isinstance(part, pa.Table) else [part])
            )
            connection.register("incoming", pa.RecordBatchReader.from_batches(fact.schema, batches))
            connection.execute(
                f"CREATE TABLE {name} AS SELECT * FROM incoming WHERE {fact.root} NOT IN (FROM waiting)"  # noqa: S608
            )
        return Checked(
            fact.name,
            _number(connection, "SELECT count(*) FROM base"),
            _number(connection, "SELECT count(*) FROM (FROM base EXCEPT ALL FROM lake)"),
            _number(connection, "SELECT count(*) FROM (FROM lake EXCEPT ALL FROM base)"),
            {
                column: (_total(connection, "base", column), _total(connection, "lake", column))
                for column in fact.columns
                if column.endswith("_cents")
            },
        )


def _total(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    return _number(connection, f"SELECT coalesce(sum({column}), 0)::BIGINT FROM {table}")  # noqa: S608


def _number(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
