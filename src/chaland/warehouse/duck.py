"""DuckDB inside this process, which reads the lake's files itself."""

from functools import lru_cache
from typing import Any

import duckdb
import pyarrow as pa
from django.conf import settings
from ibis.backends.duckdb import Backend
from ibis.expr import operations as ops

from chaland.warehouse.fact import Fact
from chaland.warehouse.question import Question
from chaland.warehouse.tables import Tables

STATEMENTS_KEPT = 256


class Remembering(Backend):  # type: ignore[misc] # ibis tells no types
    """Keeps the statements of the last questions: to write one takes longer than a small shop's answer."""

    def compile(self, question: Any, /, **options: Any) -> str:
        """Return the question as SQL."""
        # Rows that a question brings along would stay in memory with it.
        if any(options.values()) or question.op().find(ops.InMemoryTable):
            return str(super().compile(question, **options))
        return _statement(question.op())


@lru_cache(STATEMENTS_KEPT)
def _statement(asked: ops.Node) -> str:
    return str(Backend().compile(asked.to_expr()))


class Duck:
    """The engine of one machine: it uses every core."""

    failures = (duckdb.Error,)

    def __init__(self) -> None:
        """Start without data."""
        self._backend = Remembering().connect()
        self._backend.con.execute(f"SET memory_limit = {_quoted(settings.LAKE_MEMORY)}")
        self._backend.con.execute(f"SET temp_directory = {_quoted(settings.HOME / 'lake-overflow')}")

    def answer(self, question: Question) -> pa.Table:
        """Answer from the tables that were shown."""
        answer: pa.Table = self._backend.to_pyarrow(question.as_table())
        return answer

    def show(self, fact: Fact, generation: str, version: int) -> None:
        """Let the name of a fact stand for this version of its table."""
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
