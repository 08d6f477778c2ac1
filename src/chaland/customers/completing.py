"""Files that a receipt opened under a reference alone, told at last whose they are."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from chaland.customers import queries, writing
from chaland.customers.models import Card, ContactPoint, Customer
from chaland.customers.rules import NewCustomer
from chaland.database.rows import insert_rows, run_many, stored
from chaland.warehouse import outbox

_AT_ONCE = 500


def nameless(customer_ids: Iterable[int]) -> set[int]:
    """Return those of whom nothing but an outside reference is known."""
    found: set[int] = set()
    for chunk in queries.in_chunks(list(customer_ids), _AT_ONCE):
        bare = Customer.objects.filter(pk__in=chunk, first_name="", last_name="", birth_day=None, import_run=None)
        told = ContactPoint.objects.filter(customer__in=chunk).values("customer")
        carded = Card.objects.filter(customer__in=chunk).values("customer")
        found.update(bare.exclude(pk__in=told).exclude(pk__in=carded).values_list("pk", flat=True))
    return found


def complete(people: Mapping[int, NewCustomer], *, now: datetime, import_run_id: int | None = None) -> None:
    """Write down, by the ids of nameless customers, the people that `rules.check` let through.

    Their store of reference stays when none is told. Their cards must be nobody's.
    """
    if not people:
        return
    moment = stored(now)
    households = dict(zip(people, writing.households_of(list(people.values())), strict=True))
    rows = []
    for pk, new in people.items():
        values = writing.customer_values(new) | {"custom": json.dumps(dict(new.custom))}
        home = values.pop("home_store_id")
        names = (*values, "household_id", "updated_at", "import_run_id")
        rows.append((*values.values(), households[pk], moment, import_run_id, home, pk))
    changes = ", ".join(f'"{name}" = %s' for name in names)
    run_many(
        f"UPDATE customers_customer SET {changes}, home_store_id = COALESCE(%s, home_store_id) WHERE id = %s",  # noqa: S608
        rows,
    )
    points = (point for pk, new in people.items() for point in writing.points(pk, new, moment))
    insert_rows(ContactPoint, writing.POINT_COLUMNS, points)
    cards = ((pk, number, Card.Status.ACTIVE.value, moment) for pk, new in people.items() for number in new.cards)
    insert_rows(Card, writing.CARD_COLUMNS, cards)
    outbox.changed("customer", people)
