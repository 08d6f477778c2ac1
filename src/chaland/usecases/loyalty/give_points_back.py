"""Points used by mistake are given back: at the till on the same day, by the desk for a month."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import one_writer
from chaland.loyalty.models import Entry, Voucher
from chaland.loyalty.services import restoring
from chaland.loyalty.services.refreshing import points_days
from chaland.loyalty.services.restoring import Asked, Restored
from chaland.loyalty.standing import Standing, standing_of
from chaland.usecases.customers.open_customer import open_customer

RACES_TRIED = 3
DESK_DAYS = 31
"""How long ago points may have been used that the desk gives back."""


@dataclass(frozen=True, slots=True)
class GivenBack:
    """What was done, and where the customer stands now."""

    done: Restored
    standing: Standing | None


@dataclass(frozen=True, slots=True)
class UsedToday:
    """Points that a customer used in a store today. is_back: they were given back. voucher: what they bought."""

    entry: Entry
    is_back: bool
    voucher: str

    @property
    def points(self) -> int:
        """Return how many."""
        return -self.entry.points


def give_back_at_till(
    customer_id: int, key: UUID, *, store_id: int | None, scope: Scope, now: datetime, reference: str = ""
) -> GivenBack:
    """Give back points used today by a key, in this store where one is told. Safe to repeat.

    Raises NotFound `customer_unknown` beyond the scope, `points_use_unknown`; Conflict `points_use_old`,
    `points_voucher_used`.
    """
    return _give_back(Asked(customer_id, key, points_days(now)[1], store_id, reference), scope, now)


def give_back_at_desk(
    customer_id: int, key: UUID, *, scope: Scope, now: datetime, operator_id: int | None = None
) -> GivenBack:
    """Give back points used within the last month by a key. Safe to repeat. Raises as `give_back_at_till`."""
    asked = Asked(customer_id, key, first_day_of_desk(now), scope.store_id, operator_id=operator_id)
    return _give_back(asked, scope, now)


def first_day_of_desk(now: datetime) -> date:
    """Return the day since which points may have been used that the desk gives back."""
    return points_days(now)[0] - timedelta(days=DESK_DAYS)


def _give_back(asked: Asked, scope: Scope, now: datetime) -> GivenBack:
    for attempt in range(1, RACES_TRIED + 1):
        try:
            with one_writer(), transaction.atomic():
                open_customer(asked.customer_id, scope)
                done = restoring.restore(asked, now=now)
                standing = standing_of(asked.customer_id, now=now, store_id=done.entry.store_id)
                return GivenBack(done, standing)
        except IntegrityError:
            # Another till gave them back first; now it can be seen.
            if attempt == RACES_TRIED or connection.in_atomic_block:
                raise
    raise AssertionError


def used_today(customer_id: int, *, store_id: int, now: datetime) -> Sequence[UsedToday]:
    """Return what a customer used in a store today, the latest first."""
    lines = restoring.uses_of(customer_id, since=points_days(now)[1], store_id=store_id)
    back = restoring.restored([one.key for one in lines if one.key])
    vouchers = Voucher.objects.filter(code__in=[one.reference for one in lines]).values_list("code", "kind__name")
    names = dict(vouchers) if lines else {}
    return [UsedToday(one, one.key in back, names.get(one.reference, "")) for one in lines]


def to_give_back(lines: Sequence[Entry], now: datetime) -> set[UUID]:
    """Return by which keys points were used, among lines of a customer, that the desk may still give back."""
    since = first_day_of_desk(now)
    keys = {one.key for one in lines if one.kind == Entry.Kind.BURNT and one.key and one.on >= since}
    return keys - restoring.restored(keys)
