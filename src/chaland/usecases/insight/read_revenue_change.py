"""Somebody asks where the difference between two periods comes from."""

from collections.abc import Mapping
from dataclasses import dataclass

from chaland.insight.revenue_change import revenue_change
from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_people import Whom, looking
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Part:
    """The customers of one group, and what they spent in both periods."""

    customers: int = 0
    now_cents: int = 0
    before_cents: int = 0
    visits_now: int = 0
    visits_before: int = 0

    @property
    def change_cents(self) -> int:
        return self.now_cents - self.before_cents

    def __add__(self, other: "Part") -> "Part":
        return Part(
            self.customers + other.customers,
            self.now_cents + other.now_cents,
            self.before_cents + other.before_cents,
            self.visits_now + other.visits_now,
            self.visits_before + other.visits_before,
        )


@dataclass(frozen=True, slots=True)
class RevenueChange:
    """A difference taken apart. parts: by group of `insight.revenue_change`; those of nobody are missing."""

    now: Period
    before: Period
    parts: Mapping[str, Part]

    @property
    def whole(self) -> Part:
        """All of it: the sum of the parts, to the cent."""
        return sum(self.parts.values(), start=Part())


def read_revenue_change(whom: Whom) -> RevenueChange:
    """Take the period apart against the same days before. Raises what `choose_people.people_of` raises."""
    now, before = whom.period, whom.period.year_before
    rows = run(revenue_change(looking(whom), now, before)).to_pylist()
    parts = {row.pop("group"): Part(**row) for row in rows}
    return RevenueChange(now, before, {group: part for group, part in parts.items() if part != Part()})
