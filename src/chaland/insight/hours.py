"""When customers come: passages and revenue by weekday and hour of the store's own clock."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import ibis

from chaland.insight.looking import Looking, between
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Hour:
    """One hour of a weekday, over a period. visits: receipts that are no return. revenue_cents: returns deducted."""

    visits: int
    revenue_cents: int

    @property
    def basket_cents(self) -> int | None:
        """Revenue ÷ visits, halves up; None without a visit."""
        return (2 * self.revenue_cents + self.visits) // (2 * self.visits) if self.visits else None


def by_hour(looking: Looking, first: date, last: date) -> Mapping[tuple[int, int], Hour]:
    """Return the hours in which something was sold, by weekday (Monday is 0) and hour; anonymous receipts count."""
    rows = between(looking.rows("receipts"), first, last)
    rows = rows.mutate(weekday=rows.business_on.day_of_week.index())
    added = rows.group_by("weekday", "hour").aggregate(
        visits=rows.receipt_id.count(where=rows.total_cents >= 0), revenue=rows.total_cents.sum()
    )
    found = run(added.order_by(ibis._.weekday, ibis._.hour)).to_pylist()
    return {(row["weekday"], row["hour"]): Hour(row["visits"], row["revenue"]) for row in found}
