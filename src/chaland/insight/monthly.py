"""A calendar month of a shop: its takings, and its families, beside those of other months."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Self

import ibis

from chaland.insight.describing import with_family
from chaland.insight.looking import Looking, between
from chaland.kernel.errors import Refusal

FAMILIES = 5
_MONTHS = 12
_WRITTEN = re.compile(r"((?:19|20|21)[0-9]{2})-(0[1-9]|1[0-2])", re.ASCII)
_SHOWN = 20


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def read(cls, text: str) -> Self:
        """Read 2026-10. Raises Refusal `month_not_understood`, and for a year before 1900 or after 2199."""
        found = _WRITTEN.fullmatch(text)
        if found is None:
            raise Refusal("month_not_understood", field="month", text=text[:_SHOWN])
        return cls(int(found[1]), int(found[2]))

    def __str__(self) -> str:
        """Write it as 2026-10."""
        return f"{self.year:04}-{self.month:02}"

    @property
    def first_on(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_on(self) -> date:
        return self.later(1).first_on - timedelta(days=1)

    def until(self, day: int) -> tuple[date, date]:
        """Return its days up to this one of the month, or all where it is shorter."""
        return self.first_on, min(self.last_on, self.first_on + timedelta(days=day - 1))

    def later(self, months: int) -> "Month":
        """Return the month so many months later, or with a negative number earlier.

        >>> str(Month(2026, 1).later(-1)), str(Month(2026, 10).later(3))
        ('2025-12', '2027-01')
        """
        place = self.year * _MONTHS + self.month - 1 + months
        return Month(place // _MONTHS, place % _MONTHS + 1)


@dataclass(frozen=True, slots=True)
class Takings:
    """What went through the tills in a month. visits: receipts that are no return; customers: those known."""

    receipts: int
    visits: int
    revenue_cents: int
    customers: int

    @property
    def basket_cents(self) -> int | None:
        """Revenue by visit, to the nearest cent, halves up; None without a visit."""
        return (2 * self.revenue_cents + self.visits) // (2 * self.visits) if self.visits else None


def takings(looking: Looking, first_on: date, last_on: date) -> Any:
    """Return the columns of `Takings` of these days, both within, in one row."""
    rows = between(looking.rows("receipts"), first_on, last_on)
    return rows.aggregate(
        receipts=rows.count(),
        visits=(rows.total_cents >= 0).cast("int64").sum().fill_null(0),
        revenue_cents=rows.total_cents.sum().fill_null(0),
        customers=rows.customer_id.nunique(),
    )


def first_day(looking: Looking) -> Any:
    """Return the day of the first receipt, null without any."""
    return looking.rows("receipts").business_on.min()


def families(looking: Looking, now: tuple[date, date], before: tuple[date, date]) -> Any:
    """Return the top families that bring most in some days: path, cents, and cents of some days before."""
    lines = with_family(between(looking.rows("lines"), before[0], now[1]))
    found = lines.group_by("family").aggregate(
        cents=lines.amount_cents.sum(where=lines.business_on.between(*now)).fill_null(0),
        before_cents=lines.amount_cents.sum(where=lines.business_on.between(*before)).fill_null(0),
    )
    return found.filter(found.cents > 0).order_by([ibis.desc("cents"), "family"]).limit(FAMILIES)
