"""Sealing what each day of a store's ledger came to."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from django.db.models import Sum
from django.utils.crypto import constant_time_compare, salted_hmac

from chaland.database.locks import lock_words
from chaland.kernel.chain import START
from chaland.kernel.dates import business_day
from chaland.loyalty.models import DailyClosing, Entry
from chaland.stores.models import Store


def close_days(*, now: datetime) -> int:
    """Seal the day before, by the clock of each store, where lines came since the last closing; return how many.

    A closing covers what was written before it is made. Safe to repeat; the caller opens the transaction.
    """
    moved = Entry.objects.order_by().values_list("store", flat=True).distinct()
    stores = list(Store.objects.filter(pk__in=moved).order_by("pk"))
    return sum(_close(store, now) for store in stores)


def is_due(*, now: datetime) -> bool:
    """Tell whether a store has lines of days that are over and not sealed."""
    return any(_lines_of(store, now) for store in Store.objects.order_by("pk"))


def _midnight(store: Store, now: datetime) -> datetime:
    zone = ZoneInfo(store.time_zone)
    return datetime.combine(business_day(now, zone), datetime.min.time(), zone)


def _last(store: Store) -> DailyClosing | None:
    return DailyClosing.objects.filter(store=store).order_by("-last_seq").first()


def _lines_of(store: Store, now: datetime) -> list[Any]:
    last = _last(store)
    lines = Entry.objects.filter(store=store, seq__gt=last.last_seq if last else 0, at__lt=_midnight(store, now))
    return list(lines.order_by("-seq").values_list("seq", "hash", "at")[:1])


def _close(store: Store, now: datetime) -> int:
    lock_words([f"points-ledger {store.pk}"])
    found = _lines_of(store, now)
    if not found:
        return 0
    (last_seq, head, at), before = found[0], _last(store)
    first_seq = before.last_seq + 1 if before else 1
    totals = totals_of(store.pk, first_seq, last_seq)
    grand = Counter(before.grand_totals if before else {})
    for kind, points in totals.items():
        grand[kind] += points
    closing = DailyClosing(
        store=store,
        day=business_day(at, ZoneInfo(store.time_zone)),
        first_seq=first_seq,
        last_seq=last_seq,
        head=head,
        totals=totals,
        grand_totals=dict(grand),
        made_at=now,
        previous_seal=before.seal if before else START,
    )
    closing.seal = seal_of(closing)
    closing.save(force_insert=True)
    return 1


def totals_of(store_id: int, first_seq: int, last_seq: int) -> dict[str, int]:
    """Return the points of a part of a store's chain, by kind."""
    lines = Entry.objects.filter(store=store_id, seq__range=(first_seq, last_seq)).order_by()
    return dict(lines.values_list("kind").annotate(Sum("points")))


def seal_of(closing: DailyClosing) -> str:
    """Return what seals a closing: nobody makes it without the key of this installation."""
    said = (
        closing.store_id, closing.day.isoformat(), closing.first_seq, closing.last_seq, closing.head,
        sorted(closing.totals.items()), sorted(closing.grand_totals.items()), closing.previous_seal,
    )  # fmt: skip
    return salted_hmac("chaland.points.closing", orjson.dumps(said), algorithm="sha256").hexdigest()


def wrong_closing(report: Any) -> Iterator[str]:
    """Give what is wrong with the closings: the seal, the order, or what they say of the ledger."""
    seals: dict[int, tuple[str, int]] = {}
    for one in DailyClosing.objects.order_by("store", "first_seq").iterator():
        seal, last = seals.get(one.store_id, (START, 0))
        if not _holds(one, seal, last):
            report.store_id, report.number = one.store_id, one.last_seq
            yield "closing_differs"
            return
        seals[one.store_id] = one.seal, one.last_seq


def _holds(one: DailyClosing, seal: str, last: int) -> bool:
    head = Entry.objects.filter(store=one.store_id, seq=one.last_seq).values_list("hash", flat=True).first()
    return (
        one.previous_seal == seal
        and one.first_seq == last + 1
        and constant_time_compare(one.seal, seal_of(one))
        and head == one.head
        and one.totals == totals_of(one.store_id, one.first_seq, one.last_seq)
    )


def days_of(store_id: int | None, *, most: int = 62) -> list[DailyClosing]:
    """Return the closings, the latest first."""
    rows = DailyClosing.objects.select_related("store").order_by("-day", "store__name")
    return list((rows.filter(store=store_id) if store_id else rows)[:most])
