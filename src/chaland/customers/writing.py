"""Many customers at once as rows: what one insert statement per table needs."""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from chaland.customers import kept
from chaland.customers.kept import Kept
from chaland.customers.models import Card, ContactPoint, Customer, Household
from chaland.customers.rules import NewCustomer
from chaland.database.rows import insert_rows, next_ids, stored
from chaland.warehouse import outbox

CUSTOMER_COLUMNS = (
    "id", "reference", "civility", "first_name", "last_name", "birth_day", "birth_month", "birth_year", "language",
    "profession", "hobbies", "marital_status", "household_id", "home_store_id", "home_seller_id", "postcode", "city",
    "search_city", "commune", "custom", "search_name", "search_given", "created_at", "updated_at", "import_run_id",
)  # fmt: skip
POINT_COLUMNS = (
    "customer_id", "kind", "value", "normalised", "status", "is_main", "address1", "address2", "postcode", "city",
    "commune", "country", "created_at",
)  # fmt: skip
CARD_COLUMNS = ("customer_id", "number", "status", "issued_at")


def insert_customers(
    rows: Sequence[NewCustomer],
    values: Sequence[Kept],
    households: Sequence[int | None],
    *,
    now: datetime,
    import_run_id: int | None,
) -> list[int]:
    """Write checked customers with their contact points and cards; returns their keys in the same order."""
    ids = next_ids(Customer, len(rows))
    moment = stored(now)
    customers = (
        (pk, *before, household, *after, moment, moment, import_run_id)
        for pk, (before, after, _), household in zip(ids, values, households, strict=True)
    )
    insert_rows(Customer, CUSTOMER_COLUMNS, customers)
    every = ((pk, *point, moment) for pk, (*_, own) in zip(ids, values, strict=True) for point in own)
    insert_rows(ContactPoint, POINT_COLUMNS, every)
    cards = (
        (pk, number, Card.Status.ACTIVE.value, moment)
        for pk, new in zip(ids, rows, strict=True)
        for number in new.cards
    )
    insert_rows(Card, CARD_COLUMNS, cards)
    outbox.changed("customer", ids)
    return ids


def customer_values(new: NewCustomer) -> dict[str, Any]:
    """Return what a customer's own row says, by column, as the ORM takes it."""
    names = (*CUSTOMER_COLUMNS[1:12], *CUSTOMER_COLUMNS[13:22])
    before, after, _ = kept.kept(new)
    return {**dict(zip(names, (*before, *after), strict=True)), "custom": dict(new.custom)}


def points(customer_id: int, new: NewCustomer, moment: Any) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a customer's contact points, the first of each kind being the main one."""
    return ((customer_id, *point, moment) for point in kept.points(new))


def households_of(rows: Sequence[NewCustomer]) -> list[int | None]:
    """Return the household of each new customer, made where a reference is new or only its make-up is told."""
    told = [new for new in rows if new.household_reference]
    by_reference = _households_by_reference(told)
    own = iter(_insert_households([(None, new) for new in rows if has_own_household(new)]))
    return [
        by_reference[new.household_reference]
        if new.household_reference
        else next(own)
        if has_own_household(new)
        else None
        for new in rows
    ]


def has_own_household(new: NewCustomer) -> bool:
    """Tell whether a household of the customer alone is described, without a reference to share."""
    return not new.household_reference and bool(new.household_size or new.children_birth_years)


def _households_by_reference(told: Sequence[NewCustomer]) -> dict[str, int]:
    if not told:
        return {}
    references = list(dict.fromkeys(new.household_reference for new in told))
    found: dict[str, int] = {}
    for start in range(0, len(references), 500):
        chunk = references[start : start + 500]
        known = Household.objects.filter(reference__in=chunk).values_list("reference", "pk")
        found.update((reference or "", pk) for reference, pk in known)
    first = {new.household_reference: new for new in reversed(told)}
    missing = [reference for reference in references if reference not in found]
    found.update(zip(missing, _insert_households([(one, first[one]) for one in missing]), strict=True))
    return found


def _insert_households(told: Sequence[tuple[str | None, NewCustomer]]) -> list[int]:
    if not told:
        return []
    ids = next_ids(Household, len(told))
    rows = (
        (pk, reference, new.household_size, json.dumps(list(new.children_birth_years)))
        for pk, (reference, new) in zip(ids, told, strict=True)
    )
    insert_rows(Household, ("id", "reference", "size", "children_birth_years"), rows)
    return ids
