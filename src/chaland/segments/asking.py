"""What the conditions of a rule ask of the lake, gathered so that it is read once.

A condition asks for columns about one customer (`customer`, `figure`, `total`) and says yes or no over them. The
columns then become one table, a row for each customer, for which each fact is read in one pass.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, TypeAlias

import ibis
from ibis.expr import operations as ops

from chaland.segments.condition import Answer
from chaland.segments.passes import common
from chaland.segments.slots import PERCENTILES, Comparison
from chaland.warehouse.engine import table

How: TypeAlias = Literal["sum", "count", "max", "min", "nunique"]
Where: TypeAlias = Callable[[Any], Any]
NOBODY_ZERO = ("sum", "count", "nunique")
ANONYMOUS = ("receipts", "lines", "purchases")


@dataclass(frozen=True, slots=True)
class _Total:
    """One column: an aggregate of a fact's rows of one customer."""

    fact: str
    where: Any
    how: How
    column: str
    is_single: bool


@dataclass(slots=True)
class Asking:
    """The questions of one evaluation.

    today: the network's day. store_id: the only store whose data may be looked at, None for the network.
    rules: the trees of the segments that conditions name, by id.
    thresholds: the numbers that percentiles stand for, where one customer is asked about; among all people they are
    found on the way, and None. percentiles: what each is of, and its share.
    """

    today: date
    store_id: int | None = None
    rules: Mapping[int, Any] = field(default_factory=dict)
    thresholds: Mapping[str, float | None] | None = None
    percentiles: dict[str, tuple[Any, float]] = field(default_factory=dict)
    _totals: dict[_Total, str] = field(default_factory=dict)

    def rows(self, fact: str) -> Any:
        """Return the rows of a fact that may be looked at, for a condition on other rows."""
        found = relation(fact)
        return found.filter(found.store_id == self.store_id) if self.store_id else found

    def customer(self, column: str) -> Any:
        """Return a column of the customer's own row."""
        return ibis._[column]

    def figure(self, column: str, store_id: int | None = None) -> Any:
        """Return a live figure of all time: in one store, else of the network or of the one store looked at."""
        wanted = store_id or self.store_id
        return self._column(
            "figures",
            "max",
            column,
            lambda rows: rows.store_id == wanted if wanted else rows.store_id.isnull(),
            is_single=True,
        )

    def total(self, fact: str, how: How, column: str, where: Where | None = None, *, everywhere: bool = False) -> Any:
        """Return an aggregate of a fact's rows of the customer. Sums and counts of nothing are 0, not unknown.

        everywhere: of all stores, for what holds whoever asks.
        """
        asked = self._column(fact, how, column, where, everywhere=everywhere)
        return asked.fill_null(0) if how in NOBODY_ZERO else asked

    def some(self, fact: str, how: How, column: str, where: Where | None = None, *, everywhere: bool = False) -> Any:
        """Return an aggregate that is unknown where the customer has no row. everywhere: as for `total`."""
        return self._column(fact, how, column, where, everywhere=everywhere)

    def compare(self, column: Any, wanted: Comparison) -> Answer:
        """Compare a column as the person said."""
        if wanted.operator in PERCENTILES:
            return self._percentile(column, wanted)
        return COMPARED[wanted.operator](column, wanted)

    def _percentile(self, column: Any, wanted: Comparison) -> Answer:
        share = (wanted.amount or 0) / 100
        is_top = wanted.operator == "top_percent"
        name = f"p{len(self.percentiles)}"
        self.percentiles[name] = (column, 1 - share if is_top else share)
        threshold = ibis._[name] if self.thresholds is None else self.thresholds.get(name)
        if threshold is None:
            return NOBODY
        return column >= threshold if is_top else column <= threshold

    def _column(
        self,
        fact: str,
        how: How,
        column: str,
        where: Where | None,
        *,
        is_single: bool = False,
        everywhere: bool = False,
    ) -> Any:
        rows = relation(fact)
        wanted = rows.customer_id.notnull() if fact in ANONYMOUS else ibis.literal(value=True)
        if where is not None:
            wanted = where(rows)
        if self.store_id and "store_id" in rows.columns and not (is_single or everywhere):
            wanted = wanted & (rows.store_id == self.store_id)
        total = _Total(fact, wanted.op(), how, column, is_single)
        return ibis._[self._totals.setdefault(total, f"c{len(self._totals)}")]

    def people(self) -> Any:
        """Return the table of all customers who may be looked at, with every column that was asked for.

        Who refuses that purchases serve for offers, or any use of the data, is in no segment. Source: RGPD 18, 21(2).
        """
        found = self._beside(self._passes())
        return found.cross_join(self.points()) if self.percentiles and self.thresholds is None else found

    def points(self) -> Any:
        """Return the numbers that percentiles stand for, as a table of one row: of everybody who may be looked at."""
        ranked = self._ranked()
        numbers = {name: column.quantile(share) for name, (column, share) in self.percentiles.items()}
        passes = {key: rows for key, rows in self._passes().items() if not ranked.isdisjoint(rows.columns)}
        [(key, rows), *others] = passes.items() or [("customer_id", self.everybody())]
        if not (others or self.store_id) and all(_is_plain(column, rows) for column, _ in self.percentiles.values()):
            # Who has no row has no number, and so no place: a tenth of the time goes when nobody looks for them.
            return (
                rows.filter(rows[key].notnull())
                .anti_join(table("stances"), [(key, "customer_id")])
                .aggregate(**numbers)
            )
        return self._beside(passes).aggregate(**numbers)

    def everybody(self) -> Any:
        """Return all customers who may be looked at, with their own columns alone."""
        found = table("customers").anti_join(table("stances"), "customer_id")
        if not self.store_id:
            return found
        figures = table("figures")
        return found.semi_join(figures.filter(figures.store_id == self.store_id), "customer_id")

    def _beside(self, passes: Mapping[str, Any]) -> Any:
        found = self.everybody()
        for key, rows in passes.items():
            found = found.left_join(rows, [("customer_id", key)])
        return found

    def _ranked(self) -> frozenset[str]:
        """Return the columns of which percentiles are found on the way."""
        columns = self._columns()
        for column, _ in self.percentiles.values() if self.thresholds is None else ():
            column.resolve(columns)
        return frozenset(columns.known)

    def of_one(self, answers: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return answers about one customer: no columns that joins bring, but the aggregates themselves."""
        columns = self._columns()
        return {name: answer.resolve(columns) for name, answer in answers.items()}

    def _columns(self) -> "_OfOne":
        return _OfOne({name: total for total, name in self._totals.items()})

    def _passes(self) -> Mapping[str, Any]:
        """Return each reading of a fact, with the name that the customer has in it."""
        groups: dict[tuple[str, Any], dict[str, _Total]] = {}
        for total, name in self._totals.items():
            # A question within a question is asked apart: engines do not take it beside others.
            is_apart = total.is_single or total.where.find(ops.InSubquery)
            groups.setdefault((total.fact, total.where if is_apart else None), {})[name] = total
        ranked = self._ranked()
        passes = {}
        for place, ((fact, _), columns) in enumerate(groups.items()):
            rows = _pass(fact, columns).rename({f"k{place}": "customer_id"})
            # Named, for it is asked twice: for the numbers that percentiles stand for, and for each customer.
            passes[f"k{place}"] = rows if ranked.isdisjoint(columns) else rows.alias(f"ranked{place}")
        return passes


@dataclass(slots=True)
class _OfOne:
    """What the columns stand for that `Asking` gave."""

    totals: Mapping[str, _Total]
    known: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        if name not in self.known:
            total = self.totals.get(name)
            self.known[name] = _measure(relation(total.fact), total, total.where) if total else table("customers")[name]
        return self.known[name]


def _is_plain(column: Any, rows: Any) -> bool:
    """Tell whether a column is one of these rows as it stands, unknown where there is none."""
    return isinstance(column.resolve(rows).op(), ops.Field)


def relation(fact: str) -> Any:
    """Return a fact by name. "purchases" are lines with their article beside them."""
    if fact != "purchases":
        return table(fact)
    lines, products = table("lines"), table("products")
    return lines.inner_join(products, "product_id")


COMPARED: Mapping[str, Callable[[Any, Comparison], Answer]] = {
    "at_least": lambda column, wanted: column >= wanted.amount,
    "at_most": lambda column, wanted: column <= wanted.amount,
    "between": lambda column, wanted: (column >= wanted.amount) & (column <= wanted.to),
    "equal": lambda column, wanted: column == wanted.amount,
    "known": lambda column, _wanted: column.notnull(),
    "unknown": lambda column, _wanted: column.isnull(),
}
EVERYBODY = ibis._["customer_id"].notnull()
NOBODY = ibis._["customer_id"].isnull()


def _pass(fact: str, columns: Mapping[str, _Total]) -> Any:
    only, rests = common([total.where for total in columns.values()])
    rows = relation(fact).filter(only) if only else relation(fact)
    if all(total.is_single for total in columns.values()):
        return rows.select("customer_id", **{name: rows[total.column] for name, total in columns.items()})
    measures = {name: _measure(rows, total, rest) for (name, total), rest in zip(columns.items(), rests, strict=True)}
    return rows.group_by("customer_id").aggregate(**measures)


def _measure(rows: Any, total: _Total, where: Any = None) -> Any:
    return getattr(rows[total.column], total.how)(where=None if where is None else where.to_expr())
