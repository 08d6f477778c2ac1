"""Where the customers live: how many, what they spend and how often they come, commune by commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from chaland.insight.looking import UNKNOWN_HOME, Looking, between
from chaland.warehouse.engine import table

UNKNOWN = UNKNOWN_HOME
RINGS_KM = (2, 5, 10, 20, 50)


def by_commune(looking: Looking, first_on: date, last_on: date) -> Any:
    """Return a row for each commune, by INSEE code, and one for `UNKNOWN`; together, all the customers looked at.

    customers: in the file; buyers: those of them with a receipt on these days, both within, which make `visits` and
    `revenue_cents`, returns taken off.
    """
    people = looking.homes().select("customer_id", "commune")
    if looking.store_id is not None:
        figures = table("figures")
        people = people.semi_join(figures.filter(figures.store_id == looking.store_id), "customer_id")
    if looking.people is not None:
        people = people.semi_join(looking.people, "customer_id")
    rows = between(looking.known(), first_on, last_on)
    bought = rows.group_by("customer_id").aggregate(
        visits=(rows.total_cents >= 0).cast("int64").sum(), revenue_cents=rows.total_cents.sum()
    )
    found = people.left_join(bought.rename(buyer_id="customer_id"), [("customer_id", "buyer_id")])
    return found.group_by(commune=found.commune.fill_null(UNKNOWN)).aggregate(
        customers=found.count(),
        buyers=found.buyer_id.count(),
        visits=found.visits.sum().fill_null(0),
        revenue_cents=found.revenue_cents.sum().fill_null(0),
    )


def of_nobody(looking: Looking, first_on: date, last_on: date) -> Any:
    """Return, in one row, what was bought on these days without a customer."""
    rows = between(looking.rows("receipts"), first_on, last_on)
    rows = rows.filter(rows.customer_id.isnull())
    return rows.aggregate(
        visits=(rows.total_cents >= 0).cast("int64").sum().fill_null(0),
        revenue_cents=rows.total_cents.sum().fill_null(0),
    )


@dataclass(frozen=True, slots=True)
class Home:
    """A commune and the customers who live there.

    km: from its centre to the nearest store, None where a position is not known. population: None where unknown.
    """

    code: str
    name: str
    km: float | None
    population: int | None
    customers: int
    buyers: int
    visits: int
    revenue_cents: int

    @property
    def per_thousand(self) -> float | None:
        """Customers for a thousand inhabitants."""
        return 1000 * self.customers / self.population if self.population else None


@dataclass(frozen=True, slots=True)
class Ring:
    """Homes from `low_km` on, to `high_km` which is no longer within; high_km None without end, both None unknown."""

    low_km: int | None
    high_km: int | None
    homes: Sequence[Home]

    def total(self, name: str) -> int:
        """Return the sum of a figure of its homes."""
        return sum(getattr(home, name) for home in self.homes)


def rings(homes: Sequence[Home]) -> list[Ring]:
    """Put homes into rings around the nearest store, the nearest first, those of unknown distance last."""
    bounds = (0, *RINGS_KM, None)
    found = [Ring(low, high, _between(homes, low or 0, high)) for low, high in pairwise(bounds)]
    return [*found, Ring(None, None, [home for home in homes if home.km is None])]


def _between(homes: Sequence[Home], low: float, high: float | None) -> list[Home]:
    return [home for home in homes if home.km is not None and home.km >= low and (high is None or home.km < high)]


def steps(values: Sequence[float], most: int = 5) -> list[float]:
    """Return where the colours of a map begin: 0, then values that part those above 0 into about equal numbers.

    >>> steps([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    [0, 1, 3, 5, 7, 9]
    """
    above = sorted(value for value in values if value > 0)
    cuts = {above[place * len(above) // most] for place in range(most)} if above else set()
    return [0, *sorted(cuts)]
