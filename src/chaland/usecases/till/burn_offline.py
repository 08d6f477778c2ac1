"""Points are used at a till that the network does not reach, and taken once it is back: once, never below zero."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db import IntegrityError, connection, transaction

from chaland.accounts.models import Device, User
from chaland.customers.models import Customer
from chaland.database.locks import one_writer
from chaland.kernel.errors import Refusal
from chaland.loyalty.models import OfflineBurn
from chaland.loyalty.services import offline
from chaland.loyalty.services.offline import Handed
from chaland.privacy.models import Subject
from chaland.stores.models import Till

RACES_TRIED = 3


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of it. missing: points that the balance no longer covered, borne by the shop."""

    state: Literal["done", "replayed"]
    missing: int = 0
    missing_cents: int = 0


def burn_offline(handed: Handed, device: Device, *, now: datetime) -> Taken:
    """Take the points that a till gave value for while it was cut off. Safe to repeat, in any order.

    Raises Refusal `points_none`, `operation_of_another_till`; Conflict `points_key_used`.
    """
    if handed.allowance.till_id != device.till_id:
        raise Refusal("operation_of_another_till")
    if handed.points <= 0:
        raise Refusal("points_none", field="points")
    for attempt in range(1, RACES_TRIED + 1):
        try:
            with one_writer(), transaction.atomic():
                return _taken(handed, device.till, now)
        except IntegrityError:
            # The same was sent twice at once; now it can be seen.
            if attempt == RACES_TRIED or connection.in_atomic_block:
                raise
    raise AssertionError


def _taken(handed: Handed, till: Till, now: datetime) -> Taken:
    found = offline.take(handed, till, now=now)
    if not isinstance(found, OfflineBurn):
        return Taken("replayed")
    state: Literal["done", "replayed"] = "done" if found.received_at == now else "replayed"
    return Taken(state, found.points - found.taken, found.missing_cents)


@dataclass(frozen=True, slots=True)
class Uncovered:
    """What a till gave value for and no balance covered. customer: None once they are erased."""

    burn: OfflineBurn
    customer: Customer | None

    @property
    def missing(self) -> int:
        """Return the points that were not there."""
        return self.burn.points - self.burn.taken


def uncovered_burns(store_id: int | None, most: int = 100) -> list[Uncovered]:
    """Return what somebody should look at, of all stores or of one, the latest first."""
    rows = list(offline.uncovered(store_id)[:most])
    subjects = Subject.objects.filter(key__in=[one.subject for one in rows]).select_related("customer")
    owners = {one.key: one.customer for one in subjects}
    return [Uncovered(one, owners.get(one.subject)) for one in rows]


def burn_seen(burn_id: int, store_id: int | None, *, user: User, now: datetime) -> bool:
    """Note that somebody looked at it; tells whether there was anything to look at."""
    return bool(offline.uncovered(store_id).filter(pk=burn_id).update(seen_at=now, seen_by=user))
