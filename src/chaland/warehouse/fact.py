"""How a domain declares a table of the lake."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any, Literal

import pyarrow as pa
from django.apps import apps

Kind = Literal["id", "integer", "number", "text", "flag", "day", "moment"]

ARROW: Mapping[Kind, pa.DataType] = {
    "id": pa.int64(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "text": pa.string(),
    "flag": pa.bool_(),
    "day": pa.date32(),
    "moment": pa.timestamp("us"),  # in UTC, without saying so: DuckDB needs an extension to read zones
}


def unchanged(table: pa.Table) -> pa.Table:
    """Leave the rows as the database gave them."""
    return table


@dataclass(frozen=True, slots=True)
class Fact:
    """One table of the lake and where its rows come from. It holds no identity of a person.

    name: the table, in the plural. topic: the kind of change in the outbox that concerns it.
    root: its column that holds the primary key which a change names; several rows may share it.
    key: the columns that name one row.
    read: what the statement gives, by column. source: its FROM clause. root_sql: `root` within it.
    finish: turns the rows read into the table's rows, where SQL alone does not.
    made: the columns of the table, where `finish` makes others than were read.
    inputs: the columns read of which `finish` makes others; it needs no more.
    owner_sql: the key of the customer whose row it is, within the source; empty where it is nobody's.
    """

    name: str
    topic: str
    root: str
    key: tuple[str, ...]
    read: Mapping[str, tuple[str, Kind]]
    source: str
    root_sql: str
    finish: Callable[[pa.Table], pa.Table] = unchanged
    made: Mapping[str, Kind] | None = None
    inputs: tuple[str, ...] = ()
    owner_sql: str = ""

    @property
    def columns(self) -> Mapping[str, Kind]:
        """The columns of the table, in order, with what each holds."""
        return self.made or {name: kind for name, (_, kind) in self.read.items()}

    @property
    def schema(self) -> pa.Schema:
        """The Arrow schema of the table."""
        return pa.schema([(name, ARROW[kind]) for name, kind in self.columns.items()])

    @property
    def read_schema(self) -> pa.Schema:
        """The Arrow schema of what the statement gives."""
        return pa.schema([(name, ARROW[kind]) for name, (_, kind) in self.read.items()])

    def statement(self, only: str = "", names: Iterable[str] = ()) -> str:
        """Return the SELECT of all rows, or of those that the condition `only` names. Days and moments come as text.

        names: the only columns to read.
        """
        columns = ", ".join(f"{_as_text(*self.read[name])} AS {name}" for name in names or self.read)
        where = f" WHERE {only}" if only else ""
        return f"SELECT {columns} FROM {self.source}{where} ORDER BY {self.root_sql}"  # noqa: S608


def of_customers(name: str, topic: str, read: Mapping[str, tuple[str, Kind]], **more: Any) -> Fact:
    """Declare a table of which all the rows of a customer are read again when a change names the customer.

    Its `customer_id`, as it is read, says whose each row is. more: what else `Fact` takes.
    """
    owner, _ = read["customer_id"]
    return Fact(name=name, topic=topic, read=read, root="customer_id", root_sql=owner, owner_sql=owner, **more)


def _as_text(sql: str, kind: Kind) -> str:
    # Arrow reads text faster than the drivers make days and moments of it.
    return f"CAST({sql} AS text)" if kind in ("day", "moment") else sql


@cache
def facts() -> Mapping[str, Fact]:
    """Return every declared fact by its name: those of the `facts` module of each installed package."""
    modules = [f"{config.name}.facts" for config in apps.get_app_configs() if config.name.startswith("chaland.")]
    found = [fact for name in modules if find_spec(name) for fact in import_module(name).FACTS]
    return {fact.name: fact for fact in found}


def shape() -> str:
    """Return a hash of what is declared: another one means that the lake must be built anew."""
    declared = [(name, list(fact.columns.items()), fact.statement()) for name, fact in sorted(facts().items())]
    return hashlib.sha256(repr(declared).encode()).hexdigest()
