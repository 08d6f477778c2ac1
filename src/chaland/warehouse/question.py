"""What a question to the lake is made of, and what an engine must be able to do with it."""

from collections.abc import Mapping
from functools import cache
from typing import Protocol, TypeAlias

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from chaland.warehouse.fact import Fact, Kind, facts

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


class Backend(Protocol):
    """One engine.

    failures: what it raises, among it what it raises where files are lost or corrupt.
    """

    @property
    def failures(self) -> tuple[type[Exception], ...]: ...

    def show(self, fact: Fact, generation: str, version: int) -> None:
        """Let the name of a fact stand for this version of its table."""

    def answer(self, question: Question) -> pa.Table:
        """Answer from the tables that were shown."""
