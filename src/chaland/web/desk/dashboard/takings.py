"""The takings of weeks, stores and sellers, each number with the list of the customers behind it."""

from collections.abc import Iterable
from dataclasses import dataclass

from chaland.sales.dashboard.periods import YEAR, Period, Week
from chaland.sales.dashboard.takings import SellerTakings, StoreTakings
from chaland.web.desk.dashboard.links import bought


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table. url: who is behind its amounts; visits_url: its passages; before_url: a year before."""

    takings: Week | StoreTakings | SellerTakings
    url: str
    visits_url: str = ""
    before_url: str = ""


def week_lines(weeks: Iterable[Week], period: Period) -> list[Line]:
    """Return the weeks in their order; the last one ends with the period."""
    return [_week_line(week, Period(week.start_on, min(week.end_on, period.end_on))) for week in weeks]


def _week_line(week: Week, shown: Period) -> Line:
    before = Period(week.start_on - YEAR, week.end_on - YEAR)
    return Line(week, bought(shown, with_returns=True), before_url=bought(before, with_returns=True))


def store_lines(stores: Iterable[StoreTakings], period: Period) -> list[Line]:
    """Return the stores in their order."""
    return [
        Line(
            store,
            bought(period, with_returns=True, store_id=store.store_id),
            bought(period, store_id=store.store_id),
            bought(period.year_before, with_returns=True, store_id=store.store_id),
        )
        for store in stores
    ]


def seller_lines(sellers: Iterable[SellerTakings], period: Period) -> list[Line]:
    """Return the sellers in their order."""
    return [Line(seller, bought(period, with_returns=True, seller_id=seller.seller_id)) for seller in sellers]
