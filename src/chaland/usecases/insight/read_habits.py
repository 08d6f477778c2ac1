"""Somebody looks at how intervals and baskets are spread among the customers, and who makes the revenue."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from chaland.insight.concentration import SHARES, concentration
from chaland.insight.habits import BARS, INTERVAL_EDGES, middles, nice_step, spread
from chaland.insight.looking import Looking
from chaland.sales.dashboard.periods import Period
from chaland.stores.queries import stores
from chaland.usecases.insight.choose_people import Whom, looking
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Middle:
    """The customers of a period: how many came, their median interval and basket, None where unknown."""

    customers: int = 0
    interval_days: float | None = None
    basket_cents: float | None = None


@dataclass(frozen=True, slots=True)
class Spread:
    """Customers by bar, each from its edge up to the next, now and before."""

    edges: Sequence[float]
    now: Mapping[int, int]
    before: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Habits:
    """How customers come and spend, in a period and in the same days before.

    everybody: of the whole file, where a segment is looked at. by_store: by name, now and before.
    """

    now: Middle
    before: Middle
    everybody: Middle | None
    intervals: Spread
    baskets: Spread
    by_store: Sequence[tuple[int, str, Middle, Middle]]


@dataclass(frozen=True, slots=True)
class Best:
    """The best so many in a hundred of the customers, and their revenue. least_cents: what each spent at least."""

    share: int
    customers: int
    revenue_cents: int
    least_cents: float


def read_habits(whom: Whom) -> Habits:
    """Read how intervals and baskets are spread. Raises what `choose_people.people_of` raises."""
    view, now, before = looking(whom), whom.period, whom.period.year_before
    row = run(middles(view, now)).to_pylist()[0]
    step = nice_step(row["top_cents"] or 0)
    return Habits(
        now=_middle(row),
        before=_middle(run(middles(view, before)).to_pylist()[0]),
        everybody=_middle(run(middles(replace(view, people=None), now)).to_pylist()[0]) if whom.segment_id else None,
        intervals=_spread(view, now, before, "interval_days", INTERVAL_EDGES),
        baskets=_spread(view, now, before, "basket_cents", [place * step for place in range(BARS + 1)]),
        by_store=_by_store(view, now, before) if whom.store_id is None else (),
    )


def _middle(row: Mapping[str, float | None]) -> Middle:
    return Middle(int(row["customers"] or 0), row["interval_days"], row["basket_cents"])


def _spread(view: Looking, now: Period, before: Period, column: str, edges: Sequence[float]) -> Spread:
    counted = [
        {row["bar"]: row["customers"] for row in run(spread(view, period, column, edges)).to_pylist()}
        for period in (now, before)
    ]
    return Spread(edges, *counted)


def _by_store(view: Looking, now: Period, before: Period) -> list[tuple[int, str, Middle, Middle]]:
    found = [
        {row["store_id"]: _middle(row) for row in run(middles(view, period, by_store=True)).to_pylist()}
        for period in (now, before)
    ]
    names = dict(stores(None).values_list("pk", "name"))
    ordered = sorted(found[0], key=lambda store_id: -found[0][store_id].customers)
    return [(key, names.get(key, str(key)), found[0][key], found[1].get(key, Middle())) for key in ordered]


def read_concentration(whom: Whom) -> list[Best]:
    """Read what the best make of the revenue, the fewest first; empty where nobody bought."""
    row = run(concentration(looking(whom), whom.period)).to_pylist()[0]
    found = [Best(share, *(row[f"{name}_{share}"] for name in ("customers", "cents", "least"))) for share in SHARES]
    return found if found[-1].customers else []
