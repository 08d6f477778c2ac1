"""Spans of days, what they are compared with, and takings added up over them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

# Shops compare like with like: 52 whole weeks back a Saturday stands against a Saturday.
YEAR = timedelta(weeks=52)
LENGTHS = {"7d": 7, "30d": 30, "90d": 90, "12m": 365}
USUAL = "30d"
_DAY = timedelta(days=1)
_WEEKS_SHOWN = 52
_POINTS = 13
_QUARTER = 91


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days from `start_on` to `end_on`, both within."""

    start_on: date
    end_on: date

    @classmethod
    def ending(cls, end_on: date, days: int) -> Self:
        return cls(end_on - timedelta(days=days - 1), end_on)

    @property
    def days(self) -> int:
        return (self.end_on - self.start_on).days + 1

    @property
    def year_before(self) -> "Period":
        """The same weekdays 52 weeks before; for a longer period the days just before it, so that none counts twice."""
        back = max(YEAR, timedelta(days=self.days))
        return Period(self.start_on - back, self.end_on - back)

    @property
    def just_before(self) -> "Period":
        return Period.ending(self.start_on - _DAY, self.days)

    @property
    def last_quarter(self) -> "Period":
        """Its last thirteen weeks, or all of it when shorter: enough to see the hours of a shop."""
        return Period.ending(self.end_on, min(self.days, _QUARTER))

    def parts(self) -> list["Period"]:
        """Cut it for a small curve: its days when few, else about thirteen equal parts, the last ending with it."""
        step = max(1, self.days // _POINTS)
        ends = [self.end_on - timedelta(days=back) for back in range(0, self.days - step + 1, step)]
        return [Period.ending(end, step) for end in reversed(ends)]


def period_of(choice: str, today: date) -> Period:
    """Return the period of one of `LENGTHS`, ending today; an unknown choice gives the usual one.

    >>> period_of("7d", date(2026, 11, 22)).start_on
    datetime.date(2026, 11, 16)
    """
    return Period.ending(today, LENGTHS.get(choice, LENGTHS[USUAL]))


@dataclass(frozen=True, slots=True)
class Totals:
    """What went through the tills. visits: receipts that are no return. with_card: receipts with a customer."""

    receipts: int = 0
    visits: int = 0
    revenue_cents: int = 0
    with_card: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            self.receipts + other.receipts,
            self.visits + other.visits,
            self.revenue_cents + other.revenue_cents,
            self.with_card + other.with_card,
        )

    @property
    def average_basket_cents(self) -> int | None:
        """Revenue by visit, to the nearest cent, halves up; None before the first visit."""
        return (2 * self.revenue_cents + self.visits) // (2 * self.visits) if self.visits else None

    @property
    def card_share(self) -> float | None:
        """Part of the receipts that have a customer, 0 to 1; None without a receipt."""
        return self.with_card / self.receipts if self.receipts else None


def add_up(days: Mapping[date, Totals], period: Period) -> Totals:
    """Add the days of the period up; a day without takings may be missing."""
    return sum_of(totals for day, totals in days.items() if period.start_on <= day <= period.end_on)


def sum_of(totals: Iterable[Totals]) -> Totals:
    return sum(totals, start=Totals())


@dataclass(frozen=True, slots=True)
class Week:
    """Revenue in cents of the week that begins on a Monday, and of the same week a year before.

    year_before_cents is None where the receipts do not reach back that far.
    """

    start_on: date
    revenue_cents: int
    year_before_cents: int | None

    @property
    def end_on(self) -> date:
        """Its Sunday."""
        return self.start_on + timedelta(days=6)


def first_week_on(today: date) -> date:
    """Return the Monday that begins the weeks shown."""
    return today - timedelta(days=today.weekday(), weeks=_WEEKS_SHOWN - 1)


def weeks(days: Mapping[date, Totals], today: date, since: date | None) -> list[Week]:
    """Return the last 52 weeks, oldest first; the last one is under way. since: the day of the first receipt."""
    first = first_week_on(today)
    revenue = [0] * (2 * _WEEKS_SHOWN)
    for day, totals in days.items():
        index = (day - first + YEAR).days // 7
        if 0 <= index < len(revenue) and day <= today:
            revenue[index] += totals.revenue_cents
    mondays = [first + timedelta(weeks=index) for index in range(_WEEKS_SHOWN)]
    before = [
        cents if since and since <= monday - YEAR else None for monday, cents in zip(mondays, revenue, strict=False)
    ]
    return [Week(*week) for week in zip(mondays, revenue[_WEEKS_SHOWN:], before, strict=True)]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment a day begins in the zone."""
    return datetime.combine(day, time(), zone)
