"""What happens to points by itself: time passes, a birthday comes, somebody brought buys, a day is over."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import islice
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from chaland.customers.merging import head_of
from chaland.customers.models import Customer
from chaland.database.locks import one_writer
from chaland.kernel.dates import business_day
from chaland.loyalty import closing
from chaland.loyalty.models import Balance, Entry, Referral
from chaland.loyalty.schemes import Scheme, schemes
from chaland.loyalty.services import tier_vouchers
from chaland.loyalty.services.points import give
from chaland.loyalty.services.refreshing import HONOURED, refresh_points
from chaland.loyalty.services.tier_vouchers import LATE_DAYS, born_on
from chaland.loyalty.verifying import Report, verify
from chaland.stores.queries import network_zone

GIFTS = UUID("0b6c1f8e-6a0b-4f0e-8f37-7a2f6f1f7c55")
"""Under which the year of a birthday, or somebody brought, becomes the key of a gift: it is given once."""
_AT_ONCE = 500
LOOKS_AGAIN = timedelta(hours=1)
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Gift:
    """Points to be given once."""

    customer_id: int
    points: int
    kind: str
    store_id: int
    on: date


@dataclass(slots=True)
class Tended:
    """How many accounts were looked at because of their time, gifts given, vouchers of tiers too, and days closed."""

    looked_at: int = 0
    vouchers: int = 0
    birthdays: int = 0
    referrals: int = 0
    closings: int = 0


def verify_points() -> Report:
    """Read the whole ledger of points and say what is wrong first, or nothing."""
    with transaction.atomic():
        return verify()


@dataclass(slots=True)
class Watch:
    """Looks for those who lack what their tier brings: through all of the file when a day begins or tiers change.

    What comes with reaching a tier is given with the receipt. The rest, and who came to a tier otherwise, such as by a
    merge, wait an hour at most.
    """

    asked: tuple[object, ...] = ()
    looked_at: datetime = NEVER

    def is_due(self, *, now: datetime) -> bool:
        """Tell whether somebody lacks something, as far as it was looked."""
        asked = tier_vouchers.asked(now=now)
        if len(asked) == 1 or (asked == self.asked and now - self.looked_at < LOOKS_AGAIN):
            return False
        if tier_vouchers.due(now=now):
            return True
        self.asked, self.looked_at = asked, now
        return False


def is_due(*, now: datetime, watch: Watch) -> bool:
    """Tell whether there is anything to do. watch: what this process remembers of its looks."""
    found = schemes()
    return bool(found) and (
        _in_time(now).exists() or any(_missing(_gifts(found, now))) or watch.is_due(now=now) or closing.is_due(now=now)
    )


def tend_points(*, now: datetime) -> Tended:
    """Lose points whose time is over, end tiers, give birthdays and referrals, seal days. Safe to repeat.

    Each few hundred customers are a transaction of their own, so that tills hardly wait.
    """
    done = Tended()
    last = 0
    while customers := _after(last, now):
        with one_writer(), transaction.atomic():
            refresh_points(customers, now=now)
        done.looked_at += len(customers)
        last = customers[-1]
    for key, gift in _missing(_gifts(schemes(), now)):
        with one_writer(), transaction.atomic():
            _give(key, gift, now)
        done.birthdays += gift.kind == Entry.Kind.BIRTHDAY
        done.referrals += gift.kind == Entry.Kind.REFERRAL
    while lacking := tier_vouchers.due(now=now):
        with one_writer(), transaction.atomic():
            given = tier_vouchers.give_due(lacking, now=now)
        if not given:
            break
        done.vouchers += given
    with one_writer(), transaction.atomic():
        done.closings = closing.close_days(now=now)
    return done


def _after(customer_id: int, now: datetime) -> list[int]:
    due = _in_time(now).filter(customer__gt=customer_id)
    return list(due.values_list("customer_id", flat=True).distinct()[:_AT_ONCE])


def _in_time(now: datetime) -> QuerySet[Balance]:
    """Return the accounts of which points are lost by now, or whose tier may have ended."""
    zone = ZoneInfo(network_zone())
    lost_until, today = business_day(now - HONOURED, zone), business_day(now, zone)
    due = Q(lost_on__lte=lost_until) | Q(tier_ends_on__lte=today)
    return Balance.objects.filter(due, programme__is_active=True).order_by("customer_id")


def _give(key: UUID, gift: Gift, now: datetime) -> None:
    if not Entry.objects.filter(key=key).exists():
        give(gift.customer_id, points=gift.points, kind=gift.kind, store_id=gift.store_id, key=key, now=now, on=gift.on)


def _gifts(found: list[Scheme], now: datetime) -> Iterator[tuple[UUID, Gift]]:
    today = business_day(now, ZoneInfo(network_zone()))
    for scheme in found:
        version = scheme.on(today)
        if version and scheme.stores:
            yield from _birthdays(scheme, version.rules.gifts.birthday, today)
            yield from _brought(scheme, version.rules.gifts.referrer, today)


def _birthdays(scheme: Scheme, points: int, today: date) -> Iterator[tuple[UUID, Gift]]:
    """Give the gifts of those who are in the programme and had their birthday within the last days."""
    for back in range(LATE_DAYS if points else 0):
        day = today - timedelta(back)
        if day < scheme.begins_on:
            continue
        born = Customer.objects.filter(born_on(day), points__programme=scheme.programme_id, points__earned__gt=0)
        for customer_id, home in born.order_by("pk").values_list("pk", "home_store_id"):
            key = uuid5(GIFTS, f"birthday {scheme.programme_id} {customer_id} {day.year}")
            yield key, Gift(customer_id, points, Entry.Kind.BIRTHDAY, _store(scheme, home), day)


def _brought(scheme: Scheme, points: int, today: date) -> Iterator[tuple[UUID, Gift]]:
    """Give the gifts of those who brought somebody who bought something and kept it."""
    if not points:
        return
    bought = Referral.objects.filter(bought_on__isnull=False, bought_on__lte=today).order_by("pk")
    told = bought.values_list("pk", "referrer_id", "referrer__home_store_id", "referred_id")
    for pk, referrer, home, referred in told:
        key = uuid5(GIFTS, f"referral {scheme.programme_id} {pk}")
        head = head_of(referrer)
        # Two files of one person, made one since, bring nobody.
        if head is not None and head != head_of(referred):
            yield key, Gift(head, points, Entry.Kind.REFERRAL, _store(scheme, home), today)


def _store(scheme: Scheme, home: int | None) -> int:
    return home if home in scheme.stores else min(scheme.stores)


def _missing(gifts: Iterator[tuple[UUID, Gift]]) -> Iterator[tuple[UUID, Gift]]:
    """Leave out those that were given."""
    while chunk := dict(islice(gifts, _AT_ONCE)):
        given = set(Entry.objects.filter(key__in=list(chunk)).values_list("key", flat=True))
        yield from _not_in(chunk, given)


def _not_in(chunk: Mapping[UUID, Gift], given: set[UUID | None]) -> Iterator[tuple[UUID, Gift]]:
    return ((key, gift) for key, gift in chunk.items() if key not in given)
