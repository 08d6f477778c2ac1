"""The whole dashboard, read for one scope and one period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from chaland.accounts.rules import Scope
from chaland.sales.dashboard import people, takings
from chaland.sales.dashboard.periods import YEAR, Period, Totals, Week, add_up, first_week_on, weeks


@dataclass(frozen=True, slots=True)
class Comparison:
    """The takings of a period, of the same days a year before, of the days just before, and of its parts in order.

    Earlier takings are None where the receipts do not reach back to their first day: half a month of history would
    make any month look like a triumph. just_before is None too where it is the year before, as for twelve months.
    """

    now: Totals
    year_before: Totals | None
    just_before: Totals | None
    parts: Sequence[Totals]


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
    since = takings.first_day(scope)
    return Dashboard(
        period=period,
        today=days.get(today, Totals()),
        comparison=_compare(days, period, since),
        weeks=weeks(days, today, since),
        file=people.file_state(scope, today, zone),
        best=people.best(scope, today, zone),
        drifting=people.drifting(scope, today, zone),
        sellers=takings.by_seller(scope, period),
        stores=takings.by_store(period) if scope.store_id is None else (),
        hours=takings.by_hour(scope, period.last_quarter),
        last_receipt_on=max(days, default=None) or takings.last_day(scope),
    )


def _first_day(period: Period) -> date:
    return min(first_week_on(period.end_on) - YEAR, period.year_before.start_on)


def _compare(days: Mapping[date, Totals], period: Period, since: date | None) -> Comparison:
    def earlier(span: Period) -> Totals | None:
        return add_up(days, span) if since and since <= span.start_on else None

    is_same = period.just_before == period.year_before
    return Comparison(
        now=add_up(days, period),
        year_before=earlier(period.year_before),
        just_before=None if is_same else earlier(period.just_before),
        parts=[add_up(days, part) for part in period.parts()],
    )
