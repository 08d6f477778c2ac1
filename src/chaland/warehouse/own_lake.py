"""The lake of one customer: DuckDB over their rows alone, for the questions that only a planner answers."""

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import ibis
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa

from chaland.warehouse.fact import Fact, facts
from chaland.warehouse.reading import all_rows, rows_of, rows_of_customer


@dataclass(frozen=True, slots=True)
class Planned:
    """A question as a statement, and the facts that it reads."""

    statement: str
    facts: frozenset[str]


class OwnLake:
    """One question at a time."""

    def __init__(self) -> None:
        """Start without data."""
        self._backend = ibis.duckdb.connect()
        self._backend.con.execute("SET threads = 1")
        self._lock = threading.Lock()

    def plan(self, question: ir.Table) -> Planned:
        """Write a question as a statement, once for all customers."""
        names = frozenset(table.name for table in question.op().find(ops.UnboundTable))
        with self._lock:
            return Planned(str(self._backend.compile(question)), names)

    def answer(self, planned: Planned, customer_id: int) -> list[dict[str, Any]]:
        """Answer it as if there were this customer only."""
        rows = _rows(planned.facts, customer_id)
        with self._lock:
            for name, table in rows.items():
                self._backend.con.register(name, table)
            found: list[dict[str, Any]] = self._backend.con.sql(planned.statement).to_arrow_table().to_pylist()
        return found


def _rows(names: frozenset[str], customer_id: int) -> Mapping[str, pa.Table]:
    wanted = {name: facts()[name] for name in names}
    found = {name: rows_of_customer(fact, customer_id) for name, fact in wanted.items() if fact.owner_sql}
    if "products" in names and "lines" in found:
        bought = found["lines"]["product_id"].drop_null().unique().to_pylist()
        found["products"] = rows_of(facts()["products"], bought)
    return found | {name: _all(fact) for name, fact in wanted.items() if name not in found}


def _all(fact: Fact) -> pa.Table:
    return pa.concat_tables([fact.schema.empty_table(), *all_rows(fact)])


@cache
def own_lake() -> OwnLake:
    """Return the one of this process."""
    return OwnLake()
