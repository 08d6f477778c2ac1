"""The whole dashboard, read for one scope and one period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from django.db.models import Max

from chaland.accounts.rules import Scope
from chaland.sales.dashboard import people, takings
from chaland.sales.dashboard.periods import YEAR, Period, Totals, Week, add_up, first_week_on, weeks
from chaland.sales.models import Receipt


@dataclass(frozen=True, slots=True)
class Comparison:
    """The takings of a period, of the same days a year before, of the days just before, and of its parts in order.

    is_same: the year before and the days just before are the same days, as for twelve months.
    """

    now: Totals
    year_before: Totals
    just_before: Totals
    parts: Sequence[Totals]
    is_same: bool


@dataclass(frozen=True, slots=True)
class Dashboard:
    """What the shop did in the period and where its file stands today.

    today: takings of the day. stores: empty when one store is looked at.
    hours: visits by (weekday, hour), of the last thirteen weeks at most.
    last_receipt_on: None before the first receipt.
    """

    period: Period
    today: Totals
    comparison: Comparison
    weeks: Sequence[Week]
    file: people.FileState
    best: Sequence[people.Standing]
    drifting: Sequence[people.Standing]
    sellers: Sequence[takings.SellerTakings]
    stores: Sequence[takings.StoreTakings]
    hours: Mapping[tuple[int, int], int]
    last_receipt_on: date | None


def read_dashboard(scope: Scope, period: Period, zone: ZoneInfo) -> Dashboard:
    """Read everything; the period ends today, in the network's zone."""
    today = period.end_on
    days = takings.by_day(scope, _first_day(period))
    return Dashboard(
        period=period,
        today=days.get(today, Totals()),
        comparison=_compare(days, period),
        weeks=weeks(days, today),
        file=people.file_state(scope, today, zone),
        best=people.best(scope, today, zone),
        drifting=people.drifting(scope, today, zone),
        sellers=takings.by_seller(scope, period),
        stores=takings.by_store(period) if scope.store_id is None else (),
        hours=takings.by_hour(scope, period.last_quarter),
        last_receipt_on=max(days, default=None) or _last_receipt_on(scope),
    )


def _first_day(period: Period) -> date:
    return min(first_week_on(period.end_on) - YEAR, period.year_before.start_on)


def _compare(days: Mapping[date, Totals], period: Period) -> Comparison:
    return Comparison(
        now=add_up(days, period),
        year_before=add_up(days, period.year_before),
        just_before=add_up(days, period.just_before),
        parts=[add_up(days, part) for part in period.parts()],
        is_same=period.just_before == period.year_before,
    )


def _last_receipt_on(scope: Scope) -> date | None:
    receipts = Receipt.objects.all() if scope.store_id is None else Receipt.objects.filter(store=scope.store_id)
    last: date | None = receipts.aggregate(last=Max("business_on"))["last"]
    return last
