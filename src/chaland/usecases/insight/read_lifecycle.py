"""Somebody looks at where their customers stand: how many in each state, where they come from, what they are worth."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from chaland.insight import lifecycle
from chaland.sales.lifecycle import STATES
from chaland.usecases.insight.choose_people import Whom, looking
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Standing:
    """The customers of one state. revenue_cents, visits: of the period."""

    customers: int = 0
    revenue_cents: int = 0
    visits: int = 0


@dataclass(frozen=True, slots=True)
class Lifecycle:
    """Where customers stand.

    states: by state, today. ends: the days compared, oldest first. flows: customers by (step, before, after), from
    ends[step] to ends[step + 1]. cells: by (recency, frequency), places in the bands of `insight.lifecycle`.
    """

    states: Mapping[str, Standing]
    ends: list[date]
    flows: Mapping[tuple[int, str, str], int]
    cells: Mapping[tuple[int, int], Standing]

    @property
    def customers(self) -> int:
        return sum(one.customers for one in self.states.values())

    def on(self, place: int) -> Mapping[str, int]:
        """Return the customers by state at one of the ends."""
        found = dict.fromkeys(STATES, 0)
        for (step, before, after), customers in self.flows.items():
            state = after if place else before
            if step == max(0, place - 1) and state != lifecycle.ABSENT:
                found[state] += customers
        return found


def read_states(whom: Whom) -> Mapping[str, Standing]:
    """Read how many customers stand where today."""
    rows = run(lifecycle.counts(looking(whom), whom.period.start_on)).to_pylist()
    return {row.pop("state"): Standing(**row) for row in rows}


def read_lifecycle(whom: Whom) -> Lifecycle:
    """Read all of it. Raises what `choose_people.people_of` raises."""
    view = looking(whom)
    flows = run(lifecycle.flows(view)).to_pylist()
    cells = run(lifecycle.matrix(view, whom.period.start_on)).to_pylist()
    return Lifecycle(
        states=read_states(whom),
        ends=lifecycle.month_ends(whom.today),
        flows={(row["step"], row["before"], row["after"]): row["customers"] for row in flows},
        cells={(row["recency"], row["frequency"]): Standing(row["customers"], row["revenue_cents"]) for row in cells},
    )
