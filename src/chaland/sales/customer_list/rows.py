"""The rows of a page: what is read beside the figures, and how each column's value is made of it."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from django.db.models import F

from chaland.accounts.rules import Scope
from chaland.customers.models import Card
from chaland.customers.queries import birthday_of
from chaland.customers.street import contacts_seen_by, stores_keeping, towns_seen
from chaland.kernel.dates import business_day
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import HOME, TOWN, Column
from chaland.sales.models import Figures, Wish
from chaland.sales.rules import rhythm_state

Value: TypeAlias = object


@dataclass(frozen=True, slots=True)
class Row:
    """One customer of the list. civility and names stand apart from `values`, which go by the column's key.

    Money in cents, shares 0 to 1 for percents, days as measured, moments aware, related rows by their id; None where
    there is nothing.
    """

    customer_id: int
    civility: str
    last_name: str
    first_name: str
    reference: str
    values: Mapping[str, Value]

    @property
    def name(self) -> str:
        """The person as a list sorts them, by their reference for want of a name."""
        return f"{self.last_name} {self.first_name}".strip() or self.reference


def rows_of(customer_ids: Sequence[int], columns: Sequence[Column], scope: Scope, calendar: Calendar) -> Iterator[Row]:
    """Read the rows of these customers, in this order, with the figures of the scope."""
    read = _Reading(columns, calendar)
    found = Figures.objects.filter(customer__in=customer_ids, store=scope.store_id).values(*read.paths)
    by_customer = {values["customer_id"]: values for values in found}
    asides = read.asides(list(by_customer), scope)
    for hidden in by_customer.keys() - read.towns_seen(by_customer, scope):
        by_customer[hidden] |= dict.fromkeys(_TOWN_PATHS & by_customer[hidden].keys(), "")
    if (kept := read.stores_told(scope)) is not None:
        for values in by_customer.values():
            if values["customer__home_store_id"] not in kept:
                values.update(dict.fromkeys(_HOME_PATHS))
    for customer_id in customer_ids:
        if customer_id in by_customer:
            yield read.row(by_customer[customer_id], asides)


def _path(column: Column) -> str:
    return column.field if column.is_figure else f"customer__{column.field}"


_IDENTITY = ("customer_id", "customer__civility", "customer__last_name", "customer__first_name",
             "customer__reference", "customer__home_store_id")  # fmt: skip
_ASIDE_KINDS = frozenset({"email", "mobile", "card", "wish"})


class _Reading:
    """What must be read for the columns shown, and how a value is made of it."""

    def __init__(self, columns: Sequence[Column], calendar: Calendar) -> None:
        self.columns = columns
        self.calendar = calendar

    @property
    def paths(self) -> tuple[str, ...]:
        wanted = [path for column in self.columns for path in _READ.get(column.kind, (_path(column),))]
        return tuple(dict.fromkeys((*_IDENTITY, *wanted)))

    def asides(self, customer_ids: Sequence[int], scope: Scope) -> dict[str, dict[int, str]]:
        """Return, by the kind of column, what stands in tables of its own, by customer."""
        kinds = {column.kind for column in self.columns} & _ASIDE_KINDS
        return {kind: _ASIDES[kind](customer_ids, scope) for kind in sorted(kinds)}

    def towns_seen(self, customer_ids: Collection[int], scope: Scope) -> Collection[int]:
        """Return of whom the columns may say where they live."""
        return towns_seen(customer_ids, scope) if any(one.key in TOWN for one in self.columns) else customer_ids

    def stores_told(self, scope: Scope) -> Collection[int] | None:
        """Return the stores of reference that the columns may tell; None for all of them."""
        return stores_keeping(scope) if any(one.key in HOME for one in self.columns) else None

    def row(self, values: Mapping[str, Any], asides: Mapping[str, Mapping[int, str]]) -> Row:
        customer_id = values["customer_id"]
        return Row(
            customer_id,
            values["customer__civility"],
            values["customer__last_name"],
            values["customer__first_name"],
            values["customer__reference"] or "",
            {column.key: self._value(column, values, asides) for column in self.columns},
        )

    def _value(self, column: Column, values: Mapping[str, Any], asides: Mapping[str, Mapping[int, str]]) -> Value:
        if column.kind in asides:
            return asides[column.kind].get(values["customer_id"])
        special = _VALUES.get(column.kind)
        if special:
            return special(values, self.calendar)
        value = values[_path(column)]
        return None if value == "" else value


def _points(kind: str) -> Callable[[Sequence[int], Scope], dict[int, str]]:
    def read(customer_ids: Sequence[int], scope: Scope) -> dict[int, str]:
        points = contacts_seen_by(scope).filter(customer__in=customer_ids, kind=kind).order_by("is_main", "-pk")
        return dict(points.values_list("customer_id", "normalised"))

    return read


def _cards(customer_ids: Sequence[int], _scope: Scope) -> dict[int, str]:
    cards = Card.objects.filter(customer__in=customer_ids).order_by("-pk")
    return dict(cards.values_list("customer_id", "number"))


def _wishes(customer_ids: Sequence[int], _scope: Scope) -> dict[int, str]:
    wishes = Wish.objects.filter(customer__in=customer_ids, told_at=None).order_by(
        F("arrived_at").asc(nulls_first=True)
    )
    found = wishes.values_list("customer_id", "arrived_at")
    return {customer_id: "arrived" if arrived_at else "waiting" for customer_id, arrived_at in found}


_ASIDES: Mapping[str, Callable[[Sequence[int], Scope], dict[int, str]]] = {
    "email": _points("email"),
    "mobile": _points("mobile"),
    "card": _cards,
    "wish": _wishes,
}
_TOWN_PATHS = frozenset(f"customer__{key}" for key in TOWN)
_HOME_PATHS = ("customer__home_store_id", "customer__home_seller_id")
_BIRTH = ("customer__birth_day", "customer__birth_month", "customer__birth_year")
_READ: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(_ASIDE_KINDS, ()),
    "name": (),
    "birthday": _BIRTH,
    "age": _BIRTH,
    "rhythm": ("late_on", "very_late_on"),
}


def _birthday(values: Mapping[str, Any], _calendar: Calendar) -> Value:
    return birthday_of(*(values[path] for path in _BIRTH))


def _age(values: Mapping[str, Any], calendar: Calendar) -> Value:
    birthday = birthday_of(*(values[path] for path in _BIRTH))
    return birthday and birthday.age_on(calendar.today)


def _recency(values: Mapping[str, Any], calendar: Calendar) -> Value:
    last = values["last_visit_at"]
    return None if last is None else max(0, (calendar.today - business_day(last, calendar.zone)).days)


def _rhythm(values: Mapping[str, Any], calendar: Calendar) -> Value:
    return rhythm_state(late_on=values["late_on"], very_late_on=values["very_late_on"], today=calendar.today)


def _status(values: Mapping[str, Any], _calendar: Calendar) -> Value:
    return "customer" if values["receipts"] else "prospect"


def _name(values: Mapping[str, Any], _calendar: Calendar) -> Value:
    name = f"{values['customer__last_name']} {values['customer__first_name']}".strip()
    return name or values["customer__reference"] or None


_VALUES: Mapping[str, Callable[[Mapping[str, Any], Calendar], Value]] = {
    "name": _name,
    "birthday": _birthday,
    "age": _age,
    "recency": _recency,
    "rhythm": _rhythm,
    "status": _status,
}
