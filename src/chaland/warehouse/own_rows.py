"""The rows of one customer, read from the database itself in as few columns as are asked for."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from chaland.database.lookups import fetch
from chaland.warehouse.fact import Fact, Kind
from chaland.warehouse.reading import arrow_table

Values = npt.NDArray[Any]
_EPOCH = date(1970, 1, 1).toordinal()


class Column(NamedTuple):
    """Values of some rows. known: which of them are not null; None when all are.

    Days count from 1970, moments are microseconds of UTC since then. Yes or no is no where it is not known.
    """

    values: Values
    known: Values | None = None


@dataclass(frozen=True, slots=True)
class Own:
    """What is read of a fact. names: the columns asked for. read: those read for them. is_made: the fact makes some."""

    fact: Fact
    names: tuple[str, ...]
    read: tuple[str, ...]
    is_made: bool
    statement: str

    def columns(self, customer_id: int) -> Mapping[str, Column]:
        """Return the columns of the customer's rows."""
        rows = fetch(self.statement, [customer_id])
        found = dict(zip(self.read, zip(*rows, strict=True) if rows else ((),) * len(self.read), strict=True))
        made = self._made(found) if self.is_made else {}
        left = [name for name in self.names if name not in made]
        return {**made, **{name: column(found[name], self.fact.read[name][1]) for name in left}}

    def _made(self, found: Mapping[str, Sequence[Any]]) -> Mapping[str, Column]:
        """Have the fact itself make what SQL alone does not; it may make other rows than were read."""
        schema = pa.schema([self.fact.read_schema.field(name) for name in self.fact.inputs])
        table = self.fact.finish(arrow_table(schema, [found[name] for name in self.fact.inputs]))
        wanted = [name for name in self.names if name in table.column_names]
        return {name: _from_arrow(table[name], self.fact.columns[name]) for name in wanted}


def own(fact: Fact, names: Iterable[str]) -> Own:
    """Plan the reading of some columns of a fact; there is at least one."""
    wanted = set(names)
    is_made = not wanted <= fact.read.keys()
    read = tuple(sorted((wanted & fact.read.keys()) | (set(fact.inputs) if is_made else set())))
    return Own(fact, tuple(sorted(wanted)), read, is_made, fact.statement(f"{fact.owner_sql} = %s", read))


def column(values: Sequence[Any], kind: Kind) -> Column:
    """Return values as a driver gives them."""
    if None not in values:
        return Column(_ARRAYS[kind](values))
    known = np.array([value is not None for value in values])
    return Column(_ARRAYS[kind]([_FILLED[kind] if value is None else value for value in values]), known)


def _from_arrow(values: pa.ChunkedArray, kind: Kind) -> Column:
    if kind == "day":
        return column(values.cast(pa.int32()).to_pylist(), "integer")
    return column(values.to_pylist(), kind)


def _days(values: Sequence[str]) -> Values:
    return np.array([_day(value) for value in values], np.int64)


@lru_cache(maxsize=10_000)
def _day(text: str) -> int:
    return date.fromisoformat(text).toordinal() - _EPOCH


def _moments(values: Sequence[str]) -> Values:
    # PostgreSQL adds "+00".
    return np.array([value.removesuffix("+00") for value in values], "datetime64[us]").astype(np.int64)


def _texts(values: Sequence[str]) -> Values:
    return np.array(values, object)


def _numbers(wanted: type[Any]) -> Callable[[Sequence[Any]], Values]:
    return lambda values: np.array(values, wanted)


_ARRAYS: Mapping[Kind, Callable[[Sequence[Any]], Values]] = {
    "id": _numbers(np.int64),
    "integer": _numbers(np.int64),
    "number": _numbers(np.float64),
    "text": _texts,
    "flag": _numbers(np.bool_),
    "day": _days,
    "moment": _moments,
}
_FILLED: Mapping[Kind, Any] = {
    "id": 0,
    "integer": 0,
    "number": 0.0,
    "text": "",
    "flag": False,
    "day": "1970-01-01",
    "moment": "1970-01-01",
}
