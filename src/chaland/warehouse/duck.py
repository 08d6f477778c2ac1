"""DuckDB inside this process, which reads the lake's files itself."""

import duckdb
import ibis
import pyarrow as pa
from django.conf import settings

from chaland.warehouse.fact import Fact
from chaland.warehouse.question import Question
from chaland.warehouse.tables import Tables


class Duck:
    """The engine of one machine: it uses every core."""

    failures = (duckdb.Error,)

    def __init__(self) -> None:
        """Start without data."""
        self._backend = ibis.duckdb.connect()
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
