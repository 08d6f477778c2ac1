"""What the receipts of some days add up to: by day, store, seller, hour."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum

from chaland.accounts.rules import Scope
from chaland.sales.dashboard.periods import Period, Totals
from chaland.sales.models import Receipt
from chaland.sales.queries.hours import UtcHour, local_hour
from chaland.stores.models import Seller, Store

# In the order of the fields of `Totals`.
MEASURES = {
    "count_all": Count("pk"),
    "count_visits": Count("pk", filter=Q(total_cents__gte=0)),
    "sum_cents": Sum("total_cents"),
    "count_with_card": Count("customer"),
}


@dataclass(frozen=True, slots=True)
class SellerTakings:
    """What one seller of one store rang up."""

    seller_id: int
    name: str
    store: str
    totals: Totals


@dataclass(frozen=True, slots=True)
class StoreTakings:
    """What one store took in the period, and a year before."""

    store_id: int
    name: str
    totals: Totals
    year_before: Totals


def by_day(scope: Scope, start_on: date) -> dict[date, Totals]:
    """Return the takings of each day from `start_on`; a day without a receipt is missing."""
    return _totals_by("business_on", _receipts(scope).filter(business_on__gte=start_on))


def first_day(scope: Scope) -> date | None:
    """Return the day of the first receipt."""
    return _receipts(scope).order_by("business_on").values_list("business_on", flat=True).first()


def last_day(scope: Scope) -> date | None:
    """Return the day of the last receipt."""
    return _receipts(scope).order_by("-business_on").values_list("business_on", flat=True).first()


def by_seller(scope: Scope, period: Period) -> list[SellerTakings]:
    """Return the sellers who served in the period, best revenue first."""
    rows = _totals_by("seller", _within(scope, period).filter(seller__isnull=False))
    sellers = Seller.objects.filter(pk__in=rows).select_related("store")
    found = [SellerTakings(seller.pk, seller.name, seller.store.name, rows[seller.pk]) for seller in sellers]
    return sorted(found, key=lambda takings: -takings.totals.revenue_cents)


def by_store(period: Period) -> list[StoreTakings]:
    """Return every store that took something in the period or a year before, best revenue first."""
    now, before = (_totals_by("store", _within(Scope(), span)) for span in (period, period.year_before))
    names = Store.objects.values_list("pk", "name")
    found = [
        StoreTakings(pk, name, now.get(pk, Totals()), before.get(pk, Totals()))
        for pk, name in names
        if pk in now or pk in before
    ]
    return sorted(found, key=lambda takings: -takings.totals.revenue_cents)


def by_hour(scope: Scope, period: Period) -> dict[tuple[int, int], int]:
    """Return the number of visits by (weekday, hour) of the store's own clock; Monday is 0."""
    rows = (
        _within(scope, period)
        .filter(total_cents__gte=0)
        .values_list("business_on", "store__time_zone", UtcHour(F("sold_at")))
        .annotate(count=Count("pk"))
    )
    visits: Counter[tuple[int, int]] = Counter()
    for day, zone, hour, count in rows:
        visits[day.weekday(), local_hour(day, hour, ZoneInfo(zone))] += count
    return dict(visits)


def _within(scope: Scope, period: Period) -> QuerySet[Receipt]:
    return _receipts(scope).filter(business_on__range=(period.start_on, period.end_on))


def _receipts(scope: Scope) -> QuerySet[Receipt]:
    receipts = Receipt.objects.order_by()
    return receipts if scope.store_id is None else receipts.filter(store=scope.store_id)


def _totals_by(column: str, receipts: QuerySet[Receipt]) -> dict[Any, Totals]:
    rows: Any = receipts.values_list(column).annotate(**MEASURES)
    return {key: Totals(*measures) for key, *measures in rows}
