"""Reads of the customer list: one page, every row, the totals, how many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.expressions import Combinable, OrderBy

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, ContactPoint
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.rows import Row, rows_of
from chaland.sales.models import Figures

PAGE_SIZE = 50
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """What is asked of the list.

    scope: the network or one store. calendar: the day it is, and where. condition: the filters put together.
    sort: the column sorted by. chosen: only these customers, None for all.
    """

    scope: Scope
    calendar: Calendar
    condition: Q = field(default_factory=Q)
    sort: Column | None = None
    descending: bool = False
    chosen: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page. total: customers on all pages."""

    rows: tuple[Row, ...]
    number: int
    total: int

    @property
    def first(self) -> int:
        """The place of its first row in the list, from 1; 0 when the list is empty."""
        return (self.number - 1) * PAGE_SIZE + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.number - 1) * PAGE_SIZE + len(self.rows)

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PAGE_SIZE))


@dataclass(frozen=True, slots=True)
class Totals:
    """What the filtered customers come to.

    file: customers in the whole scope. average_basket_cents: their revenue / their visits, None without a visit.
    interval_days: mean of the intervals of those who have one.
    """

    customers: int
    file: int
    revenue_cents: int
    revenue_12m_cents: int
    visits: int
    average_basket_cents: int | None
    interval_days: float | None

    @property
    def share(self) -> float:
        """Share of the file, 0 to 1."""
        return self.customers / self.file if self.file else 0.0


def count(question: ListQuestion) -> int:
    """Return how many customers the question is about."""
    return _matching(question).count()


def totals(question: ListQuestion) -> Totals:
    """Return the totals of the customers asked about."""
    found = _matching(question).aggregate(
        customers=Count("pk"),
        revenue=Sum("revenue_cents"),
        revenue_12m=Sum("revenue_12m_cents"),
        visits=Sum("visits"),
        interval=Avg("visit_interval_days"),
    )
    revenue, visits = found["revenue"] or 0, found["visits"] or 0
    return Totals(
        customers=found["customers"],
        file=Figures.objects.filter(store=question.scope.store_id).count(),
        revenue_cents=revenue,
        revenue_12m_cents=found["revenue_12m"] or 0,
        visits=visits,
        average_basket_cents=(2 * revenue + visits) // (2 * visits) if visits else None,
        interval_days=found["interval"],
    )


def page(question: ListQuestion, columns: Sequence[Column], number: int, total: int) -> Page:
    """Return one page of the list, `total` being its customers; a page beyond the end is the last one."""
    pages = max(1, -(-total // PAGE_SIZE))
    number = min(max(1, number), pages)
    start = (number - 1) * PAGE_SIZE
    keys = list(_ordered(question).values_list("pk", flat=True)[start : start + PAGE_SIZE])
    return Page(tuple(rows_of(keys, columns, question.calendar)), number, total)


def rows(question: ListQuestion, columns: Sequence[Column]) -> Iterator[Row]:
    """Give every row of the list in its order, a thousand read at a time."""
    keys: list[int] = []
    for key in _ordered(question).values_list("pk", flat=True).iterator(chunk_size=_AT_ONCE):
        keys.append(key)
        if len(keys) == _AT_ONCE:
            yield from rows_of(keys, columns, question.calendar)
            keys = []
    yield from rows_of(keys, columns, question.calendar)


def _matching(question: ListQuestion) -> QuerySet[Figures]:
    found = Figures.objects.filter(store=question.scope.store_id)
    if question.chosen is not None:
        found = found.filter(customer__in=question.chosen)
    if _asks_for_birth(question):
        found = found.alias(born=_BORN)
    return found.filter(question.condition)


_BORN = F("customer__birth_year") * 10000 + F("customer__birth_month") * 100 + F("customer__birth_day")


def _asks_for_birth(question: ListQuestion) -> bool:
    sorts = question.sort is not None and question.sort.kind == "age"
    return sorts or any(path.startswith("born") for path in _paths(question.condition))


def _paths(condition: Any) -> Iterator[str]:
    for child in condition.children:
        if isinstance(child, tuple):
            yield child[0]
        else:
            yield from _paths(child)


def _ordered(question: ListQuestion) -> QuerySet[Figures]:
    """Sort by the column, then by key, so that a page never repeats a row of another."""
    found = _matching(question)
    if question.sort is None:
        return found.order_by("pk")
    column = question.sort
    if column.kind in _SUBQUERIES:
        found = found.annotate(**{column.key: _SUBQUERIES[column.kind]})
    descending = question.descending != (column.kind in _COUNTED_BACK)
    last = "-pk" if descending else "pk"
    return found.order_by(*(_order(path, column, descending) for path in column.sort_paths), last)


_COUNTED_BACK = frozenset({"age", "recency"})


def _order(path: str, column: Column, descending: bool) -> OrderBy:  # noqa: FBT001 - one of two ways
    expression = F(path)
    if not column.may_be_null:
        return expression.desc() if descending else expression.asc()
    return expression.desc(nulls_last=True) if descending else expression.asc(nulls_last=True)


def _main(kind: str) -> Combinable:
    points = ContactPoint.objects.filter(customer=OuterRef("customer_id"), kind=kind)
    return Subquery(points.order_by("-is_main", "pk").values("normalised")[:1])


_SUBQUERIES: Mapping[str, Combinable] = {
    "email": _main("email"),
    "mobile": _main("mobile"),
    "card": Subquery(Card.objects.filter(customer=OuterRef("customer_id")).order_by("pk").values("number")[:1]),
}
