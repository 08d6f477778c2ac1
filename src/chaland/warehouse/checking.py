"""Holding the lake against the database, row by row and to the cent."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from typing import TypeAlias

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds

from chaland.database.locks import only_one
from chaland.database.snapshot import one_state
from chaland.warehouse import sync
from chaland.warehouse.fact import Fact, facts
from chaland.warehouse.models import LakeState
from chaland.warehouse.reading import greatest_root, rows_between
from chaland.warehouse.tables import Tables, between

MOST_NAMED = 5
STRETCH = 20_000

Watch: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Told each table and how many stretches of keys it has; what it gives is told those looked at since the last call."""


@dataclass(slots=True)
class Checked:
    """One table of the lake against the database.

    missing: rows that only the database has. extra: rows that only the lake has. A row that differs counts in both.
    totals: of each column of cents, in the database and in the lake. Rows that still wait in the outbox are left out.
    named: the first keys that are missing or extra, as their columns say.
    """

    table: str
    rows: int = 0
    missing: int = 0
    extra: int = 0
    totals: dict[str, tuple[int, int]] = field(default_factory=dict)
    named: list[dict[str, object]] = field(default_factory=list)

    @property
    def agrees(self) -> bool:
        """Tell whether the two hold the same."""
        return not (self.missing or self.extra)


def unwatched(_table: str, _stretches: int) -> AbstractContextManager[Callable[[int], None]]:
    """Tell nobody."""
    return nullcontext(lambda _: None)


def check(watch: Watch = unwatched) -> list[Checked]:
    """Compare every table with the database, after taking in what waits; the tills may go on meanwhile.

    As much memory as `STRETCH` keys take, however many there are.
    """
    state = sync.sync()
    with only_one(sync.LOCK), one_state():
        state.refresh_from_db()
        waiting = sync.changes()
        return [_compare(fact, state, waiting.get(fact.topic, set()), watch) for fact in facts().values()]


def _compare(fact: Fact, state: LakeState, waiting: set[int], watch: Watch) -> Checked:
    result = Checked(fact.name)
    lake = Tables(state.generation).open(fact, state.versions[fact.name]).to_pyarrow_dataset()
    starts = range(0, max(greatest_root(fact), _greatest(lake, fact)) + 1, STRETCH)
    with watch(fact.name, len(starts)) as advance:
        for first in starts:
            last = first + STRETCH - 1
            base_and_lake = rows_between(fact, first, last), between(lake, fact, first, last)
            _count(fact, result, *_settled(fact, waiting, *base_and_lake))
            advance(1)
    return result


def _greatest(lake: ds.Dataset, fact: Fact) -> int:
    batches = lake.to_batches(columns=[fact.root])
    return max((pc.max(batch[fact.root]).as_py() or 0 for batch in batches), default=0)


def _settled(fact: Fact, waiting: set[int], *tables: pa.Table) -> Iterator[pa.Table]:
    """Leave out the rows that the lake is not expected to have yet, and put the others in order."""
    late = pa.array(waiting, pa.int64())
    for table in tables:
        rows = table.filter(pc.invert(pc.is_in(table[fact.root], late))) if waiting else table
        yield rows.sort_by([(name, "ascending") for name in fact.key])


def _count(fact: Fact, result: Checked, base: pa.Table, lake: pa.Table) -> None:
    result.rows += base.num_rows
    for name in (name for name in fact.columns if name.endswith("_cents")):
        known = result.totals.get(name, (0, 0))
        result.totals[name] = (known[0] + _sum(base[name]), known[1] + _sum(lake[name]))
    if base.equals(lake):
        return
    with duckdb.connect() as connection:
        connection.register("base", base)
        connection.register("lake", lake)
        missing, extra = (
            connection.sql(f"FROM {one} EXCEPT ALL FROM {other}").to_arrow_table()
            for one, other in (("base", "lake"), ("lake", "base"))
        )
    result.missing += missing.num_rows
    result.extra += extra.num_rows
    different = pa.concat_tables([missing, extra]).select(list(fact.key)).to_pylist()
    result.named = [*result.named, *(key for key in different if key not in result.named)][:MOST_NAMED]


def _sum(column: pa.ChunkedArray) -> int:
    return int(pc.sum(column).as_py() or 0)
