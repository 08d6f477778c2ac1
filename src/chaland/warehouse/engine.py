"""Asking the lake: one expression, whichever engine runs it.

An expression is made of `table(name)`, which knows the columns of a fact but no data; `run` answers it from the state
of the lake that holds everything committed before the call.
"""

import threading
from collections.abc import Mapping
from functools import cache
from typing import TypeAlias

import duckdb
import ibis
import ibis.expr.types as ir
import pyarrow as pa
from django.conf import settings

from chaland.warehouse import sync
from chaland.warehouse.fact import Fact, Kind, facts, shape
from chaland.warehouse.models import LakeState
from chaland.warehouse.tables import Broken, Tables

TYPES: Mapping[Kind, str] = {
    "id": "int64",
    "integer": "int64",
    "number": "float64",
    "text": "string",
    "flag": "boolean",
    "day": "date",
    "moment": "timestamp",
}
Question: TypeAlias = "ir.Table | ir.Column | ir.Scalar"
"""An expression made of `table`."""


@cache
def table(name: str) -> ir.Table:
    """Return a fact as a table without data, to write expressions with."""
    return ibis.table({column: TYPES[kind] for column, kind in facts()[name].columns.items()}, name=name)


class DuckEngine:
    """DuckDB inside this process, which reads the lake's files itself. One question at a time: it uses every core."""

    def __init__(self) -> None:
        """Start without data; the first question shows it the lake."""
        self._backend = ibis.duckdb.connect()
        self._backend.con.execute(f"SET memory_limit = {_quoted(settings.LAKE_MEMORY)}")
        self._backend.con.execute(f"SET temp_directory = {_quoted(settings.HOME / 'lake-overflow')}")
        self._lock = threading.RLock()
        self._shown: dict[str, tuple[str, int]] = {}

    def run(self, question: Question, *, fresh: bool = True) -> pa.Table:
        """Answer from the lake; one that is lost or corrupt is built anew on the way."""
        with self._lock:
            state = _state(fresh=fresh)
            try:
                return self._answer(question, state)
            except (duckdb.Error, *Broken):
                self._shown.clear()
                if Tables(state.generation).are_sound(state.versions):
                    raise
                return self._answer(question, sync.rebuild(instead_of=state))

    def _answer(self, question: Question, state: LakeState) -> pa.Table:
        self._show(state)
        answer: pa.Table = self._backend.to_pyarrow(question.as_table())
        return answer

    def _show(self, state: LakeState) -> None:
        for fact in facts().values():
            wanted = (state.generation, state.versions[fact.name])
            if self._shown.get(fact.name) != wanted:
                self._show_table(fact, *wanted)
                self._shown[fact.name] = wanted

    def _show_table(self, fact: Fact, generation: str, version: int) -> None:
        tables, connection = Tables(generation), self._backend.con
        files = tables.files(fact, version)
        # A table that has lost its last row was shown as a view until now.
        connection.execute(f"DROP VIEW IF EXISTS {fact.name}")
        if not files:
            connection.register(fact.name, fact.schema.empty_table())
        elif "://" in settings.LAKE:
            connection.register(fact.name, tables.open(fact, version).to_pyarrow_dataset())
        else:
            columns, listed = ", ".join(fact.columns), ", ".join(map(_quoted, files))
            connection.execute(
                f"CREATE OR REPLACE TEMP VIEW {fact.name} AS SELECT {columns} FROM read_parquet([{listed}])"  # noqa: S608
            )


def _quoted(text: object) -> str:
    return "'" + str(text).replace("'", "''") + "'"


def _state(*, fresh: bool) -> LakeState:
    known = sync.current()
    is_of_today = known is not None and known.shape == shape()
    return known if known and is_of_today and not (fresh and sync.is_behind()) else sync.sync()


@cache
def engine() -> DuckEngine:
    """Return the engine of this process."""
    return DuckEngine()


def run(question: Question, *, fresh: bool = True) -> pa.Table:
    """Answer an expression as an Arrow table. `fresh=False` leaves out what has just changed, and is quicker."""
    return engine().run(question, fresh=fresh)
