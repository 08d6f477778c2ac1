"""Reads of the customer list: one page, every row, the totals, how many."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.db.models import (
    Avg,
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import Combinable, OrderBy, RawSQL

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, Customer
from chaland.customers.street import contacts_seen_by, home_seen_by, town_seen_by, walled_merchant
from chaland.database.lookups import values_source
from chaland.sales.customer_list.buyers import receipts_of
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import HOME, TOWN, Column
from chaland.sales.customer_list.conditions import Conditions
from chaland.sales.customer_list.rows import Row, rows_of
from chaland.sales.models import Figures, Wish

PAGE_SIZE = 50
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class ListQuestion:
    """What is asked of the list.

    scope: the network or one store. calendar: the day it is, and where. conditions: the filters as read.
    sort: the column sorted by. chosen: only these customers, None for all.
    """

    scope: Scope
    calendar: Calendar
    conditions: Conditions = field(default_factory=Conditions)
    sort: Column | None = None
    descending: bool = False
    chosen: Sequence[int] | None = None


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
    return _figures(question).count()


def totals(question: ListQuestion) -> Totals:
    """Return the totals of the customers asked about."""
    found = _figures(question).aggregate(
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
    keys = _keys_of_page(question, total, start)
    return Page(tuple(rows_of(keys, columns, question.scope, question.calendar)), number, total)


def _keys_of_page(question: ListQuestion, total: int, start: int) -> list[int]:
    """Return the customers of the page, read along an index where one gives the order."""
    end = start + PAGE_SIZE
    if question.sort and question.sort.may_be_null and end <= total:
        # An index cannot put what has no value last. A full page of values needs none of the rows without.
        keys = list(_ordered(question, total, end, valued=True)[start:end])
        if len(keys) == PAGE_SIZE:
            return keys
    return list(_ordered(question, total, end)[start:end])


def rows(question: ListQuestion, columns: Sequence[Column]) -> Iterator[Row]:
    """Give every row of the list in its order, a thousand read at a time."""
    keys: list[int] = []
    for key in _ordered(question).iterator(chunk_size=_AT_ONCE):
        keys.append(key)
        if len(keys) == _AT_ONCE:
            yield from rows_of(keys, columns, question.scope, question.calendar)
            keys = []
    yield from rows_of(keys, columns, question.scope, question.calendar)


def _figures(question: ListQuestion, *, one_by_one: bool = False) -> QuerySet[Figures]:
    """The figures of the customers asked about; with `one_by_one`, purchases are looked for customer by customer."""
    found = Figures.objects.filter(store=question.scope.store_id).filter(question.conditions.figures)
    if question.chosen is not None:
        found = found.filter(customer__in=_these(question.chosen))
    if question.conditions.purchases:
        bought = receipts_of(question.conditions.purchases, question.scope)
        if one_by_one:
            found = found.filter(Exists(bought.filter(customer=OuterRef("customer"))))
        else:
            found = found.filter(customer__in=bought.values("customer"))
    if question.conditions.person:
        found = found.filter(customer__in=_people(question).values("pk"))
    return found


def _these(keys: Sequence[int]) -> RawSQL:
    """Return the keys as a selection: a segment may have more of them than a statement takes parameters."""
    source, parameters = values_source(["bigint"], [(key,) for key in keys])
    return RawSQL(f"SELECT v.c0 FROM {source}", parameters)  # noqa: S608, S611 - the keys are parameters


def _people(question: ListQuestion) -> QuerySet[Customer]:
    """The customers whose own file answers the question, wherever they bought."""
    return Customer.objects.alias(born=_BORN).filter(question.conditions.person)


_BORN = F("birth_year") * 10000 + F("birth_month") * 100 + F("birth_day")


def _ordered(question: ListQuestion, total: int = 0, wanted: int = 0, *, valued: bool = False) -> QuerySet[Any, int]:
    """The ids of the customers in their order: by the column, then by key, so that no page repeats another's row.

    With `valued`, only those who have a value in the column.
    """
    column, is_common = question.sort, _is_common(total, wanted)
    if column is None or column.is_figure:
        bought = _figures(question, one_by_one=is_common)
        return _sorted(bought, question, valued=valued).values_list("customer_id", flat=True)
    found = _people(question)
    if _needs_figures(question):
        walks = column.key in _INDEXED and is_common
        figures = _figures(replace(question, conditions=replace(question.conditions, person=Q())), one_by_one=walks)
        if walks:
            found = found.filter(Exists(figures.filter(customer=OuterRef("pk"))))
        else:
            found = found.filter(pk__in=figures.values("customer"))
    else:
        # A list of the few, not a look at every row: an index that gives the order needs none.
        found = found.exclude(pk__in=Customer.objects.filter(merged_into__isnull=False).values("pk"))
    return _sorted(found, question, valued=valued).values_list("pk", flat=True)


def _sorted(found: QuerySet[Any], question: ListQuestion, *, valued: bool) -> QuerySet[Any]:
    column = question.sort
    if column is None:
        return found.order_by("pk")
    paths, is_walled = column.sort_paths, walled_merchant(question.scope) is not None
    if column.kind in _POINTS and valued and not is_walled:
        found = found.filter(contact_points__kind=column.kind, contact_points__is_main=True)
        paths = ("contact_points__normalised",)
    elif column.kind in _POINTS:
        found = found.alias(**{column.key: _main(column.kind, question.scope)})
    elif column.kind in _SUBQUERIES:
        found = found.alias(**{column.key: _SUBQUERIES[column.kind]})
    elif is_walled and column.key in TOWN | HOME:
        seen = town_seen_by(question.scope) if column.key in TOWN else home_seen_by(question.scope)
        (told,), paths = paths, ("told",)
        found = found.alias(told=Case(When(seen, then=F(told)), default=Value("" if column.key in TOWN else None)))
    if valued and (is_walled or column.kind not in _POINTS):
        found = found.filter(**{f"{path}__isnull": False for path in paths})
    descending = question.descending != (column.kind in _COUNTED_BACK)
    order = [_directed(path, descending, nulls_last=column.may_be_null and not valued) for path in paths]
    return found.order_by(*order, _directed("pk", descending, nulls_last=False))


def _needs_figures(question: ListQuestion) -> bool:
    """Tell whether the figures narrow the list: everybody has a row of the whole network."""
    asked = question.conditions
    return bool(asked.figures or asked.purchases) or question.scope.store_id is not None or question.chosen is not None


def _is_common(total: int, wanted: int) -> bool:
    """Tell whether walking the file in its order meets the page sooner than sorting the customers asked about.

    Neither database knows how many they are; the totals have just counted them.
    """
    file = Customer.objects.aggregate(last=Max("pk"))["last"] or 0
    return total > 0 and wanted * file < total * total


# The columns of a person's file that an index gives in order.
_INDEXED = frozenset({"name", "city", "created_at", "email", "mobile"})
_COUNTED_BACK = frozenset({"age", "recency"})


def _directed(path: str, descending: bool, *, nulls_last: bool) -> OrderBy:  # noqa: FBT001 - one of two ways
    last = True if nulls_last else None
    return F(path).desc(nulls_last=last) if descending else F(path).asc(nulls_last=last)


def _main(kind: str, scope: Scope) -> Combinable:
    points = contacts_seen_by(scope).filter(customer=OuterRef("pk"), kind=kind)
    return Subquery(points.order_by("-is_main", "pk").values("normalised")[:1])


def _wish() -> Combinable:
    """What arrived comes before what is waited for."""
    open_wishes = Wish.objects.filter(customer=OuterRef("pk"), told_at=None)
    arrived = When(Exists(open_wishes.filter(arrived_at__isnull=False)), then=1)
    return Case(arrived, When(Exists(open_wishes), then=2), output_field=IntegerField())


_POINTS = frozenset({"email", "mobile"})
_SUBQUERIES: Mapping[str, Combinable] = {
    "wish": _wish(),
    "card": Subquery(Card.objects.filter(customer=OuterRef("pk")).order_by("pk").values("number")[:1]),
}
