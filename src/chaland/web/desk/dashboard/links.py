"""Addresses of the customer list, filtered down to the customers behind a number."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from chaland.sales.customer_list import Purchases
from chaland.sales.dashboard.people import FREQUENCY, RECENCY, STATES, Band
from chaland.sales.dashboard.periods import Period
from chaland.sales.dashboard.todo import BIRTHDAY_DAYS, WELCOME_DAYS, birthdays_wished


def customers(**filters: str) -> str:
    """Return the address of the customer list with these filters, written as people type them."""
    return f"{reverse('customers')}?{urlencode(filters)}" if filters else reverse("customers")


def bought(
    period: Period,
    *,
    with_returns: bool = False,
    store_id: int | None = None,
    seller_id: int | None = None,
    weekday: int | None = None,
    hours: tuple[int, int] | None = None,
) -> str:
    """Return the address of the list of who bought in a period; the rest as in `Purchases`.

    Amounts deduct returns: behind them stand also customers who only brought something back.
    """
    asked = Purchases(period.start_on, period.end_on, store_id, seller_id, weekday, hours, with_returns)
    return customers(bought=str(asked))


@dataclass(frozen=True, slots=True)
class Links:
    """The lists behind the numbers of a dashboard read on `today`."""

    today: date

    @property
    def late(self) -> str:
        return customers(rhythm="late", sort="-revenue_12m")

    @property
    def drifting(self) -> str:
        return customers(rhythm="late,very_late", sort="-revenue_12m")

    @property
    def birthdays(self) -> str:
        days = birthdays_wished(self.today, BIRTHDAY_DAYS)
        return customers(birthday="..".join(f"{day:02}/{month:02}" for month, day in (days[0], days[-1])))

    @property
    def prospects(self) -> str:
        since = self.today - timedelta(days=WELCOME_DAYS)
        return customers(created_at=f"{since}..", status="prospect", sort="-created_at")

    @property
    def wishes(self) -> str:
        return customers(wish="arrived")

    @property
    def best(self) -> str:
        return customers(sort="-revenue_12m")

    @property
    def never(self) -> str:
        return customers(visits="0")

    def in_state(self, state: str) -> str:
        """Who stands in one state of the file."""
        bands = [RECENCY[index] for index in STATES[state]]
        return customers(last_visit=self._days_ago(Band(bands[0].least, bands[-1].most)))

    def in_cell(self, recency: int, frequency: int) -> str:
        """Who stands in one cell of recency and frequency."""
        return customers(last_visit=self._days_ago(RECENCY[recency]), visits=span(FREQUENCY[frequency]))

    def _days_ago(self, band: Band) -> str:
        newest = self.today - timedelta(days=band.least)
        oldest = "" if band.most is None else str(self.today - timedelta(days=band.most))
        return f"{oldest}..{newest}"


def span(band: Band) -> str:
    """Write a band as a filter: 2..4, or >=50 without an end.

    >>> span(Band(2, 4)), span(Band(50, None))
    ('2..4', '>=50')
    """
    return f">={band.least}" if band.most is None else f"{band.least}..{band.most}"
