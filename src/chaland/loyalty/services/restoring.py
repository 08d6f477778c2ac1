"""Points used by mistake go back where they came from: whole, once. Callers hold the transaction."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.database.lookups import fetch
from chaland.kernel.errors import Conflict, NotFound
from chaland.kernel.text import clean
from chaland.loyalty.ledger import NewEntry, append
from chaland.loyalty.models import Entry, Voucher
from chaland.loyalty.schemes import scheme_of_store
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.points import REFERENCE
from chaland.loyalty.services.refreshing import refresh_points
from chaland.loyalty.services.rewards import burn_key
from chaland.loyalty.services.vouchers import Place
from chaland.privacy.models import Subject

_RESTORED = UUID("3d1b7f52-93c6-4a0e-9d55-2f7b0c8e4a61")
"""Under which the key of points used becomes that of the line that gives them back: there is never a second one."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Which points are to go back. key: they were used by it. since: used on that day at the earliest.

    store_id: the only store where they may have been used.
    """

    customer_id: int
    key: UUID
    since: date
    store_id: int | None = None
    reference: str = ""
    operator_id: int | None = None


@dataclass(frozen=True, slots=True)
class Restored:
    """What was done. is_new: false where it was done before. ran_out: of the points, how many were lost since."""

    entry: Entry
    is_new: bool
    ran_out: int


def restored_key(key: UUID) -> UUID:
    """Return the key of the line that gives back the points used by a key."""
    return uuid5(_RESTORED, str(key))


def restored(keys: Iterable[UUID]) -> set[UUID]:
    """Return by which of these keys points were used that have been given back."""
    wanted = {restored_key(key): key for key in keys}
    return {wanted[key] for key in Entry.objects.filter(key__in=wanted).values_list("key", flat=True) if key}


def uses_of(customer_id: int, *, since: date, store_id: int | None = None) -> Sequence[Entry]:
    """Return the lines of points that a customer used, the latest first."""
    subjects = Subject.objects.filter(customer=customer_id).values("key")
    lines = Entry.objects.select_related("store").filter(subject__in=subjects, kind=Entry.Kind.BURNT, on__gte=since)
    return list((lines.filter(store=store_id) if store_id else lines).filter(key__isnull=False).order_by("-pk"))


def restore(asked: Asked, *, now: datetime) -> Restored:
    """Give points back as if they had never been used.

    The line stands on the day they were used and in the chain of the same store, so that lots, merchants and what was
    lost since are worked out without them. A voucher they bought is cancelled. The same again changes nothing.

    Raises NotFound `points_use_unknown`, Conflict `points_use_old`, `points_voucher_used`.
    """
    lock_rows(Customer, [asked.customer_id])
    use = next((one for one in uses_of(asked.customer_id, since=date.min, store_id=asked.store_id)
                if one.key == asked.key), None)  # fmt: skip
    if use is None or (scheme := scheme_of_store(use.store_id)) is None or scheme.programme_id != use.programme_id:
        raise NotFound("points_use_unknown")
    key = restored_key(asked.key)
    if known := Entry.objects.filter(key=key).first():
        return Restored(known, is_new=False, ran_out=0)
    if use.on < asked.since:
        raise Conflict("points_use_old")
    _take_voucher_back(use, asked, now)
    refresh_points([asked.customer_id], now=now)
    before = _sum(asked.customer_id, use.programme_id)
    line = NewEntry(
        use.store_id, use.programme_id, use.subject, Entry.Kind.RESTORED, -use.points, use.on, None, key,
        clean(asked.reference, REFERENCE), asked.operator_id,
    )  # fmt: skip
    append([line], now=now)
    refresh_points([asked.customer_id], now=now)
    ran_out = before - use.points - _sum(asked.customer_id, use.programme_id)
    return Restored(Entry.objects.get(key=key), is_new=True, ran_out=ran_out)


def _take_voucher_back(use: Entry, asked: Asked, now: datetime) -> None:
    voucher = Voucher.objects.select_related("kind").filter(code=use.reference).first() if use.reference else None
    if voucher is None or burn_key(voucher.key) != use.key:
        return
    place = Place(use.store_id, operator_id=asked.operator_id)
    if not vouchers.take_back(voucher, reason="points_given_back", key=str(asked.key), place=place, now=now):
        raise Conflict("points_voucher_used", name=voucher.kind.name)


def _sum(customer_id: int, programme_id: int) -> int:
    rows = fetch(
        "SELECT points - debt FROM loyalty_balance WHERE customer_id = %s AND programme_id = %s",
        [customer_id, programme_id],
    )
    return int(rows[0][0]) if rows else 0
