"""A customer's file as an import found it and left it, and what a row adds to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, fields, replace
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from chaland.customers import queries
from chaland.customers.models import Card, ContactPoint, Customer, FormerState
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday

_AT_ONCE = 500
_LISTS = ("emails", "mobiles", "phones", "addresses")
_NAMES = tuple(one.name for one in fields(NewCustomer) if one.name != "cards")


def completed(known: NewCustomer, told: NewCustomer) -> NewCustomer:
    """Return a known file with what a row tells: what it leaves blank stays; a new contact point becomes the main one.

    Cards are left as they are.
    """
    news = {name: getattr(told, name) for name in _NAMES if getattr(told, name) and name not in (*_LISTS, "custom")}
    for name in _LISTS:
        if ours := getattr(told, name):
            news[name] = (*ours, *(value for value in getattr(known, name) if not _same(value, ours)))
    return replace(known, **news, custom={**known.custom, **told.custom})


def _same(value: object, ours: tuple[object, ...]) -> bool:
    if isinstance(value, Address):
        return any(isinstance(one, Address) and one.line.casefold() == value.line.casefold() for one in ours)
    return value in ours


def known_many(customer_ids: Iterable[int]) -> dict[int, NewCustomer]:
    """Return customers the way one writes them down, as `queries.as_known` does, many at once."""
    found: dict[int, NewCustomer] = {}
    for chunk in queries.in_chunks(sorted(set(customer_ids)), _AT_ONCE):
        points: dict[int, list[ContactPoint]] = defaultdict(list)
        for point in ContactPoint.objects.filter(customer__in=chunk).order_by("kind", "-is_main", "pk"):
            points[point.customer_id].append(point)
        cards: dict[int, list[str]] = defaultdict(list)
        for owner, number in (
            Card.objects.filter(customer__in=chunk).order_by("pk").values_list("customer_id", "number")
        ):
            cards[owner].append(number)
        for customer in Customer.objects.select_related("household").filter(pk__in=chunk):
            found[customer.pk] = queries.written_down(customer, points[customer.pk], cards[customer.pk])
    return found


def as_json(known: NewCustomer) -> dict[str, Any]:
    """Return a file as `FormerState` keeps it, without its cards."""
    told = asdict(replace(known, custom=dict(known.custom)))
    del told["cards"]
    return told


def of_json(told: Mapping[str, Any]) -> NewCustomer:
    """Return a file from what `as_json` gave."""
    lists = {name: tuple(told[name]) for name in ("emails", "mobiles", "phones", "children_birth_years")}
    birthday = Birthday(**told["birthday"]) if told["birthday"] else None
    addresses = tuple(Address(**one) for one in told["addresses"])
    return NewCustomer(**{**told, **lists, "birthday": birthday, "addresses": addresses})


def given_back(current: NewCustomer, before: NewCustomer, after: NewCustomer) -> NewCustomer:
    """Return a file with what it said before an import, wherever it still says what the import made of it."""
    former = {name: getattr(before, name) for name in _NAMES if getattr(current, name) == getattr(after, name)}
    return replace(current, **former)


def brought(run_id: int, customer_ids: Iterable[int]) -> frozenset[int]:
    """Return those of these customers who were not there before an import."""
    found: set[int] = set()
    for chunk in queries.in_chunks(sorted(set(customer_ids)), _AT_ONCE):
        mine = Customer.objects.filter(pk__in=chunk, import_run=run_id).exclude(pk__in=nameless_before(run_id))
        found.update(mine.values_list("pk", flat=True))
    return frozenset(found)


def note(
    run_id: int,
    before: Mapping[int, NewCustomer],
    after: Mapping[int, NewCustomer],
    cards: Mapping[int, tuple[str, ...]],
    changed_at: Mapping[int, datetime],
) -> None:
    """Keep how an import found customers and left them. changed_at: of those whom it `brought` itself."""
    FormerState.objects.bulk_create(
        FormerState(
            run_id=run_id,
            customer_id=pk,
            before=as_json(one),
            after=as_json(after[pk]),
            cards=list(cards[pk]),
            changed_at=changed_at.get(pk),
        )
        for pk, one in before.items()
    )


def forget_names(run_id: int, customer_ids: Iterable[int]) -> None:
    """Say no more that an import told whose files these are: another may."""
    for chunk in queries.in_chunks(list(customer_ids), _AT_ONCE):
        Customer.objects.filter(pk__in=chunk, import_run=run_id).update(import_run=None)


def nameless_before(run_id: int, among: Collection[int] | None = None) -> QuerySet[Customer]:
    """Return those of whom nothing but a reference was known before an import told their names."""
    named = FormerState.objects.filter(run=run_id, changed_at=None, before__first_name="", before__last_name="")
    if among is not None:
        named = named.filter(customer__in=among)
    return Customer.objects.filter(import_run=run_id, pk__in=named.values("customer"))


def drop_cards(customer_id: int, numbers: list[str]) -> None:
    """Take back cards that an import gave."""
    Card.objects.filter(customer_id=customer_id, number__in=numbers).delete()
