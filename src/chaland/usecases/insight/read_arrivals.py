"""Somebody looks at new customers by the month they arrived: who came again, and what they brought."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chaland.insight.arrivals import MONTHS_SHOWN, arrivals
from chaland.insight.lifecycle import month_ends
from chaland.usecases.insight.choose_people import Whom, looking
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Arrivals:
    """New customers by month.

    ends: the last days of the months, oldest first. customers, revenue_cents: by (place of the month of arrival,
    months later); a month in which nobody of them came is missing.
    """

    ends: list[date]
    customers: Mapping[tuple[int, int], int]
    revenue_cents: Mapping[tuple[int, int], int]

    def arrived(self, place: int) -> int:
        """Return how many came for the first time in a month."""
        return self.customers.get((place, 0), 0)

    def spent_until(self, place: int, later: int) -> int:
        """Return what the arrivals of a month brought from then until so many months later."""
        return sum(self.revenue_cents.get((place, month), 0) for month in range(later + 1))


def read_arrivals(whom: Whom) -> Arrivals:
    """Read the last thirteen months. Raises what `choose_people.people_of` raises."""
    rows = run(arrivals(looking(whom))).to_pylist()
    placed = [((MONTHS_SHOWN - 1 - row["arrived"], row["later"]), row) for row in rows]
    return Arrivals(
        month_ends(whom.today),
        {place: row["customers"] for place, row in placed},
        {place: row["revenue_cents"] for place, row in placed},
    )
