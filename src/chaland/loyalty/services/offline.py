"""Points used at a till without a network: allowed beforehand, taken once it is back. Callers hold the transaction."""

import os
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from chaland.kernel.errors import Conflict
from chaland.loyalty.models import Entry, OfflineBurn
from chaland.loyalty.rules.offline import LASTS, Allowance, allowed_points
from chaland.loyalty.schemes import scheme_of_store
from chaland.loyalty.services.points import give, held
from chaland.loyalty.standing import Standing
from chaland.privacy.ledger import keys_of
from chaland.privacy.models import Subject
from chaland.stores.models import Till


@dataclass(frozen=True, slots=True)
class Handed:
    """Points that a till gave value for. key: made at the first attempt; burnt_at: by the till's clock."""

    key: UUID
    allowance: Allowance
    points: int
    burnt_at: datetime
    seller: str = ""


def allow(customer_id: int, till: Till, standing: Standing, *, most_cents: int, now: datetime) -> Allowance | None:
    """Return what a customer's card may use at a till should the network be cut, or None for nothing."""
    points = allowed_points(standing.points, most_cents, standing.burn_points, standing.burn_cents)
    if not points:
        return None
    subject = keys_of([customer_id])[customer_id]
    serial = os.urandom(8).hex()
    return Allowance(till.pk, subject, points, standing.burn_points, standing.burn_cents, now + LASTS, serial)


def take(handed: Handed, till: Till, *, now: datetime) -> OfflineBurn | Entry:
    """Take the points that are still there, once for a key; the line of the ledger where they were used by it online.

    What is not there, was beyond the allowance or came after its end stays with the shop: nobody owes it.
    Raises Conflict `points_key_used` where the key stands for something else.
    """
    if known := OfflineBurn.objects.filter(key=handed.key).first():
        if (known.subject, known.points, known.till_id) != (handed.allowance.subject, handed.points, till.pk):
            raise Conflict("points_key_used")
        return known
    if entry := Entry.objects.filter(key=handed.key).first():
        # The answer to it was lost: it was the same press of a button.
        return entry
    taken = _take(handed, till, now)
    worth = handed.allowance.worth_cents(handed.points)
    return OfflineBurn.objects.create(
        key=handed.key,
        till=till,
        subject=handed.allowance.subject,
        serial=handed.allowance.serial,
        points=handed.points,
        worth_cents=worth,
        taken=taken,
        missing_cents=worth - worth * taken // handed.points,
        burnt_at=handed.burnt_at,
        received_at=now,
        seller=handed.seller,
    )


def _take(handed: Handed, till: Till, now: datetime) -> int:
    """Write as much of it as may be into the ledger, and return how much that was."""
    told = handed.allowance
    customer = Subject.objects.filter(key=told.subject).values_list("customer_id", flat=True).first()
    if customer is None or scheme_of_store(till.store_id) is None:
        return 0
    there = held(customer, store_id=till.store_id, now=now)
    used = OfflineBurn.objects.filter(serial=told.serial).aggregate(points=Sum("points"))["points"] or 0
    taken = min(handed.points, there, told.left(used, handed.burnt_at))
    if taken:
        give(
            customer, points=-taken, kind=Entry.Kind.BURNT, store_id=till.store_id, key=handed.key, now=now,
            reference=f"seller:{handed.seller}" if handed.seller else "",
        )  # fmt: skip
    return taken


def uncovered(store_id: int | None) -> QuerySet[OfflineBurn]:
    """Return what tills gave value for that no balance covered and nobody has looked at, the latest first."""
    rows = OfflineBurn.objects.filter(missing_cents__gt=0, seen_at=None).select_related("till__store")
    return (rows if store_id is None else rows.filter(till__store=store_id)).order_by("-burnt_at")
