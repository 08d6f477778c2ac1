"""How customers' intervals and baskets are spread, now and in the days before, in all and in each store."""

from collections.abc import Sequence
from typing import Any

import ibis

from chaland.insight.looking import Looking, between
from chaland.sales.dashboard.periods import Period

_SECONDS_A_DAY = 86_400
INTERVAL_EDGES = (0, 3, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180)
"""Days: each is the beginning of a bar, the last without an end."""
NICE = (1, 2, 2.5, 5, 10)
BARS = 12


def nice_step(top: float, bars: int = BARS) -> int:
    """Return a round step in cents such that about so many of them reach the top.

    >>> nice_step(23_000), nice_step(120), nice_step(0)
    (2000, 100, 100)
    """
    step = 100
    while step * bars < top:
        step = next(int(step * by) for by in NICE if by * step * bars >= top or by == NICE[-1])
    return step


def each_customer(looking: Looking, period: Period, by_store: bool = False) -> Any:  # noqa: FBT001, FBT002
    """Return the interval and basket of each customer in a period, of each store with `by_store`.

    interval_days: from the first visit to the last ÷ (visits − 1), null below two. basket_cents: revenue ÷ visits,
    halves up, null without a visit: the measures that segments are made with.
    """
    rows = between(looking.known(), period.start_on, period.end_on)
    is_visit = rows.total_cents >= 0
    found = rows.group_by(["store_id", "customer_id"] if by_store else ["customer_id"]).aggregate(
        revenue_cents=rows.total_cents.sum(),
        visits=is_visit.cast("int64").sum(),
        first_at=rows.sold_at.min(where=is_visit),
        last_at=rows.sold_at.max(where=is_visit),
    )
    seconds = found.last_at.epoch_seconds() - found.first_at.epoch_seconds()
    return found.mutate(
        interval_days=seconds / (_SECONDS_A_DAY * (found.visits - 1).nullif(0)),
        basket_cents=((2 * found.revenue_cents + found.visits) / (2 * found.visits).nullif(0)).floor(),
    )


def spread(looking: Looking, period: Period, column: str, edges: Sequence[float]) -> Any:
    """Return by `bar`, the place of an edge, how many `customers` have a number from it up to the next.

    Below the first edge the bar is -1.
    """
    found = each_customer(looking, period)
    number = found[column]
    bar = ibis.cases(*((number >= edge, place) for place, edge in reversed(list(enumerate(edges)))), else_=-1)
    found = found.filter(number.notnull()).select(bar=bar)
    return found.group_by("bar").aggregate(customers=found.count())


def middles(looking: Looking, period: Period, *, by_store: bool = False) -> Any:
    """Return the median interval and basket, how many customers came, and the basket that 95 in 100 stay under."""
    found = each_customer(looking, period, by_store)
    found = found.filter(found.visits > 0)
    measures = {
        "customers": found.count(),
        "interval_days": found.interval_days.median(),
        "basket_cents": found.basket_cents.median(),
        "top_cents": found.basket_cents.quantile(0.95),
    }
    return found.group_by("store_id").aggregate(**measures) if by_store else found.aggregate(**measures)
