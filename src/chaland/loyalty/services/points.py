"""Points that come and go. Callers hold the transaction, and do this late in it: chains stay locked until its end."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.database.lookups import execute, fetch, values_source
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty.ledger import NewEntry, append
from chaland.loyalty.models import Entry
from chaland.loyalty.schemes import Scheme, scheme_of_store
from chaland.loyalty.services.refreshing import points_days, refresh_points
from chaland.privacy.ledger import keys_of

REFERENCE = 64


def give(
    customer_id: int,
    *,
    points: int,
    kind: str,
    store_id: int,
    key: UUID,
    now: datetime,
    reference: str = "",
    operator_id: int | None = None,
    on: date | None = None,
) -> Entry:
    """Give points, or take them with a correction below zero, once for a key; returns the line.

    on: the day they count from, today without it. Raises NotFound `no_programme`, Conflict `points_key_used` where
    the key stands for something else.
    """
    scheme = _scheme(store_id)
    lock_rows(Customer, [customer_id])
    subject = keys_of([customer_id])[customer_id]
    day = on or points_days(now)[0]
    asked = NewEntry(
        store_id, scheme.programme_id, subject, kind, points, day, None, key, clean(reference, REFERENCE), operator_id
    )
    if known := Entry.objects.filter(key=key).first():
        return _same(known, asked)
    append([asked], now=now)
    refresh_points([customer_id], now=now)
    return Entry.objects.get(key=key)


def burn(
    customer_id: int,
    *,
    points: int,
    store_id: int,
    key: UUID,
    now: datetime,
    reference: str = "",
    operator_id: int | None = None,
) -> Entry:
    """Use points, as many as the cashier chose, once for a key; returns the line.

    Raises Refusal `points_missing` where there are not as many, `points_none` for none at all, and as `give`.
    """
    if points <= 0:
        raise Refusal("points_none", field="points")
    lock_rows(Customer, [customer_id])
    if (
        not Entry.objects.filter(key=key).exists()
        and (balance := held(customer_id, store_id=store_id, now=now)) < points
    ):
        raise Refusal("points_missing", field="points", points=points, balance=balance)
    return give(
        customer_id, points=-points, kind=Entry.Kind.BURNT, store_id=store_id, key=key, now=now, reference=reference,
        operator_id=operator_id, on=points_days(now)[1],
    )  # fmt: skip


def held(customer_id: int, *, store_id: int, now: datetime) -> int:
    """Return how many points a customer may use in a store right now; they stay locked until the transaction ends.

    Raises NotFound `no_programme`.
    """
    scheme = _scheme(store_id)
    lock_rows(Customer, [customer_id])
    refresh_points([customer_id], now=now)
    return _held(customer_id, scheme.programme_id)


def _scheme(store_id: int) -> Scheme:
    found = scheme_of_store(store_id)
    if found is None:
        raise NotFound("no_programme")
    return found


def _same(known: Entry, asked: NewEntry) -> Entry:
    if (known.subject, known.points, known.kind) != (asked.subject, asked.points, asked.kind):
        raise Conflict("points_key_used")
    return known


def _held(customer_id: int, programme_id: int) -> int:
    rows = fetch(
        "SELECT points FROM loyalty_balance WHERE customer_id = %s AND programme_id = %s", [customer_id, programme_id]
    )
    return rows[0][0] if rows else 0


def forget_entries(customer_ids: Iterable[int]) -> None:
    """Take out of the ledger what tells whose its lines are; points and sums stay. Before the keys go."""
    source, parameters = values_source(["bigint"], [(one,) for one in customer_ids])
    execute(
        "UPDATE loyalty_entry SET receipt_id = NULL, reference = '', salt = '' WHERE subject IN ("  # noqa: S608
        f"SELECT s.key FROM {source} JOIN privacy_subject s ON s.customer_id = v.c0)",
        parameters,
    )
