"""The receipts behind a filter on purchases."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.sales.customer_list.purchases import Purchases, Span
from chaland.sales.customer_list.reading_filters import any_of
from chaland.sales.models import Receipt
from chaland.sales.queries.hours import UtcHour, utc_hours
from chaland.stores.models import Store


def receipts_of(purchases: Purchases, scope: Scope) -> QuerySet[Receipt]:
    """Return the receipts with a customer that the filter is about, within the scope."""
    found = _in_stores(Receipt.objects.order_by().filter(customer__isnull=False), scope, purchases)
    if not purchases.with_returns:
        found = found.filter(total_cents__gte=0)
    if purchases.weekday is None and purchases.hours is None:
        return found.filter(_between(purchases.first_on, purchases.last_on))
    return _at_times(found, purchases)


def _in_stores(receipts: QuerySet[Receipt], scope: Scope, purchases: Purchases) -> QuerySet[Receipt]:
    wanted = {"store": purchases.store_id, "seller": purchases.seller_id}
    if scope.store_id is not None:
        receipts = receipts.filter(store=scope.store_id)
    return receipts.filter(**{name: key for name, key in wanted.items() if key is not None})


def _between(first: date | None, last: date | None) -> Q:
    bounds = {"business_on__gte": first, "business_on__lte": last}
    return Q(**{name: day for name, day in bounds.items() if day is not None})


def _at_times(receipts: QuerySet[Receipt], purchases: Purchases) -> QuerySet[Receipt]:
    """Weekdays are told day by day and hours by stretch of days: both ask for a first and a last day."""
    days = Receipt.objects.order_by("business_on").values_list("business_on", flat=True)
    earliest, latest = days.first(), days.last()
    if earliest is None or latest is None:
        return receipts.none()
    first, last = max(purchases.first_on or earliest, earliest), min(purchases.last_on or latest, latest)
    if purchases.weekday is not None:
        receipts = receipts.filter(business_on__in=list(_weekdays(first, last, purchases.weekday)))
    if purchases.hours is not None:
        receipts = receipts.alias(utc_hour=UtcHour(F("sold_at"))).filter(_at_hours(first, last, purchases.hours))
    return receipts.filter(_between(first, last))


def _weekdays(first: date, last: date, weekday: int) -> list[date]:
    start = first + timedelta(days=(weekday - first.isoweekday()) % 7)
    return [start + timedelta(weeks=week) for week in range((last - start).days // 7 + 1)]


def _at_hours(first: date, last: date, hours: Span) -> Q:
    zones = list(Store.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct())
    return any_of(
        Q(business_on__range=(start, end), utc_hour__in=found)
        & (Q(store__in=Store.objects.filter(time_zone=zone)) if len(zones) > 1 else Q())
        for zone in zones
        for start, end, found in utc_hours(first, last, hours, ZoneInfo(zone))
    )
