"""Vouchers that tiers bring: once when one is reached, each calendar year, on each birthday.

Callers hold the transaction, and have brought the ledgers in line before. What was given is known by the keys of the
vouchers, which go along when two files become one: the same thing is never given twice.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Q, QuerySet

from chaland.customers.models import Customer
from chaland.database.locks import lock_rows
from chaland.kernel.dates import business_day
from chaland.loyalty import reading
from chaland.loyalty.models import Balance
from chaland.loyalty.models.vouchers import Voucher, VoucherKind, VoucherUse
from chaland.loyalty.rules.earning import amounts, worked_out
from chaland.loyalty.rules.programme import Programme
from chaland.loyalty.rules.tiers import best, held, tier_on
from chaland.loyalty.schemes import Scheme, schemes
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.refreshing import points_days
from chaland.loyalty.services.rewards import earned_by
from chaland.loyalty.services.vouchers import NewVoucher, Place
from chaland.stores.queries import network_zone

LATE_DAYS = 7
"""For how long what comes with a birthday is given after the day, where the server did not run."""
TAKEN_BACK = "tier-lost"
"""The key under which a voucher is cancelled whose tier was reached by what was returned."""
_KEY = re.compile(r"(?:tier|year|birthday)-(?P<programme>\d+)-.*-(?P<tier>[^-]+)$")
_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class _Gift:
    """Something given once. slot: names it in the keys. kinds: by the tier that is held. born: on this day."""

    slot: str
    kinds: Mapping[str, int]
    born: Q | None = None


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who is given something, for the tier they hold. origin: how the key begins where a receipt earned it."""

    customer_id: int
    tier: str
    store_id: int
    origin: str = ""


def give_reached(passages: Mapping[int, tuple[int, int]], *, now: datetime) -> None:
    """Give those who just bought what the tiers they reached bring.

    passages: by customer, the store and the receipt.
    """
    for scheme, gift in _gifts(now) if passages else ():
        if gift.slot.startswith("tier-"):
            for customer_id, _, tier in list(_lacking(scheme, gift).filter(customer__in=passages)):
                store_id, receipt_id = passages[customer_id]
                _give(_Whose(customer_id, tier, store_id, earned_by(receipt_id)), gift, now)


def asked(*, now: datetime) -> tuple[object, ...]:
    """Return what tiers bring today: as long as it is the same, only who changed may lack something."""
    today, _ = points_days(now)
    return today, *((one.slot, tuple(sorted(one.kinds.items()))) for _scheme, one in _gifts(now))


def due(*, now: datetime) -> list[int]:
    """Return customers who lack something that their tier brings, some hundreds at most."""
    for scheme, gift in _gifts(now):
        if found := [customer_id for customer_id, _, _ in _lacking(scheme, gift)[:_AT_ONCE]]:
            return found
    return []


def give_due(customer_ids: Sequence[int], *, now: datetime) -> int:
    """Give these customers all that their tiers bring; safe to repeat. Returns how many vouchers that were."""
    lock_rows(Customer, customer_ids)
    given = 0
    for scheme, gift in _gifts(now):
        for customer_id, home, tier in list(_lacking(scheme, gift).filter(customer__in=customer_ids)):
            store_id = home if home in scheme.stores else min(scheme.stores)
            given += _give(_Whose(customer_id, tier, store_id), gift, now)
    return given


def take_back(customer_ids: Collection[int], *, now: datetime) -> None:
    """Cancel what these customers, who returned something, were given for a tier they reached by it and did not use."""
    if not customer_ids:
        return
    unused = Voucher.objects.filter(customer__in=customer_ids, reason=Voucher.Reason.TIER, state="issued")
    by_programme = {scheme.programme_id: scheme for scheme in schemes()} if unused else {}
    for voucher in unused:
        key = _KEY.search(voucher.key)
        scheme = by_programme.get(int(key["programme"])) if key else None
        if key and scheme and voucher.customer_id and not _was_held(voucher.customer_id, key["tier"], scheme, voucher):
            vouchers.cancel(voucher, reason="tier_lost", key=TAKEN_BACK, place=Place(voucher.store_id), now=now)


def _was_held(customer_id: int, tier: str, scheme: Scheme, voucher: Voucher) -> bool:
    """Tell whether a tier is held now, or was when its voucher was given, by the receipts that are known by now."""
    day = business_day(voucher.issued_at, ZoneInfo(network_zone()))
    version = scheme.on(day)
    if version is None:
        return True
    balance = Balance.objects.filter(customer=customer_id, programme=scheme.programme_id).first()
    read = reading.read_passages({customer_id: scheme.begins_on}, scheme.rules).passages.get(customer_id, ())
    _, days = worked_out([one for one in read if one.store in scheme.stores], scheme.rules)
    then = tier_on(day + timedelta(1), amounts(days, version.rules), version.rules)
    codes = {one.code for code in (then, balance.tier if balance else "") for one in held(version.rules.tiers, code)}
    return tier in codes


def _gifts(now: datetime) -> Iterator[tuple[Scheme, _Gift]]:
    found = [one for one in schemes() if one.stores and any(_kinds(rules) for rules in one.rules)]
    if not found:
        return
    today, _ = points_days(now)
    for scheme in found:
        version = scheme.on(today)
        if version:
            kinds = _current(_kinds(version.rules))
            for gift in _of(version.rules, scheme, today):
                given = {code: kinds[kind] for code, kind in gift.kinds.items() if kind in kinds}
                if given:
                    yield scheme, _Gift(gift.slot, given, gift.born)


def _kinds(rules: Programme) -> set[int]:
    return {kind for one in rules.tiers for kind in (one.reached, one.yearly, one.birthday) if kind}


def _of(rules: Programme, scheme: Scheme, today: date) -> Iterator[_Gift]:
    programme = scheme.programme_id
    for place, tier in enumerate(rules.tiers):
        if tier.reached:
            yield _Gift(f"tier-{programme}-{tier.code}-", {one.code: tier.reached for one in rules.tiers[place:]})
    codes = [one.code for one in rules.tiers]
    yield _Gift(f"year-{programme}-{today.year}-", {code: best(rules.tiers, code, "yearly") or 0 for code in codes})
    birthday = {code: kind for code in codes if (kind := best(rules.tiers, code, "birthday"))}
    for back in range(LATE_DAYS if birthday else 0):
        day = today - timedelta(back)
        if day >= scheme.begins_on:
            yield _Gift(f"birthday-{programme}-{day.year}-", birthday, born_on(day))


def born_on(day: date) -> Q:
    """Return whose birthday is kept on a day: that of 29 February on the 28th where there is none."""
    born = Q(birth_month=day.month, birth_day=day.day)
    is_last = (day + timedelta(1)).month != day.month
    return born | Q(birth_month=2, birth_day=29) if is_last and (day.month, day.day) == (2, 28) else born


def _current(asked: set[int]) -> dict[int, int]:
    """Return what is given today for each kind: the one that took its place; nothing once it is no longer given."""
    rows = {one.pk: one for one in VoucherKind.objects.all()} if asked else {}
    found: dict[int, int] = {}
    for kind in asked & rows.keys():
        now = rows[kind]
        while now.replaced_by_id:
            now = rows[now.replaced_by_id]
        if now.is_active:
            found[kind] = now.pk
    return found


def _lacking(scheme: Scheme, gift: _Gift) -> QuerySet[Balance, tuple[int, int | None, str]]:
    """Return who holds a tier that brings it and was not given it: customer, store of reference and tier."""
    back = VoucherUse.objects.filter(voucher=OuterRef("pk"), act="cancelled", key=TAKEN_BACK)
    given = _given(gift, OuterRef("customer")).filter(~Exists(back))
    found = Balance.objects.filter(~Exists(given), programme=scheme.programme_id, tier__in=gift.kinds)
    if gift.born is not None:
        found = found.filter(customer__in=Customer.objects.filter(gift.born))
    return found.order_by("customer").values_list("customer_id", "customer__home_store_id", "tier")


def _given(gift: _Gift, customer: int | OuterRef) -> QuerySet[Voucher]:
    return Voucher.objects.filter(customer=customer, reason=Voucher.Reason.TIER, key__contains=gift.slot)


def _give(to: _Whose, gift: _Gift, now: datetime) -> bool:
    kind = VoucherKind.objects.get(pk=gift.kinds[to.tier])
    # The tier that was reached; for the others the one that is held.
    earned = gift.slot.split("-")[2] if gift.slot.startswith("tier-") else to.tier
    key = f"{to.origin}{gift.slot}{to.customer_id}-{_given(gift, to.customer_id).count()}-{earned}"
    voucher = vouchers.issue(NewVoucher(kind, to.customer_id, key, to.store_id, Voucher.Reason.TIER), now=now)
    return voucher.issued_at == now
