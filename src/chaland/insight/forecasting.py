"""What is expected of customers in the next quarter and the next year, and how far the past bears it out."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from chaland.insight.expected import (
    BgNbd,
    Estimate,
    GammaGamma,
    calibrate,
    expected_average,
    expected_visits,
    fit_baskets,
    fit_visits,
    p_alive,
    total_revenue,
    total_visits,
    value_correlation,
)
from chaland.insight.services import Row
from chaland.insight.visiting import Visiting
from chaland.kernel.errors import Refusal

QUARTER, YEAR = 90, 365
HORIZONS = (QUARTER, YEAR)
# The trial looks at the last quarter, or at the last third of a shorter past.
_SHARE_OF_TRIAL = 3


@dataclass(frozen=True, slots=True)
class Forecast:
    """rows: each customer's. told: the totals, the parameters and the trial, as they are kept."""

    rows: list[Row]
    told: dict[str, Any]


def days_of_trial(first_on: date, today: date) -> int:
    """Return how many of the last days are foretold from those before them.

    >>> days_of_trial(date(2025, 11, 23), date(2026, 11, 22)), days_of_trial(date(2026, 10, 24), date(2026, 11, 22))
    (90, 9)
    """
    return min(QUARTER, (today - first_on).days // _SHARE_OF_TRIAL)


def forecast(seen: Visiting, *, today: date, days: int) -> Forecast:
    """Fit the customers and say what to expect. days: how many of the last days the trial foretells.

    Raises Refusal `expected_too_few` or `expected_not_fitted`.
    """
    visits = fit_visits(seen.histories)
    baskets = fit_baskets(seen.histories.frequency, seen.mean_cents)
    alive = p_alive(visits, seen.histories)
    average = expected_average(baskets, seen.histories.frequency, seen.mean_cents)
    each = [expected_visits(visits, seen.histories, horizon) for horizon in HORIZONS]
    columns = (seen.customer_ids, alive, *each, *(np.rint(one * average).astype(np.int64) for one in each))
    told = {
        "customers": len(seen.customer_ids),
        "horizons": {str(horizon): _totals(visits, baskets, seen, horizon) for horizon in HORIZONS},
        "parameters": [[one.value, one.low, one.high] for one in (*visits.intervals(), *baskets.intervals())],
        "correlation": value_correlation(seen.histories.frequency, seen.mean_cents),
        "trial": _trial(seen, today, days),
    }
    return Forecast(list(zip(*(column.tolist() for column in columns), strict=True)), told)


def _totals(visits: BgNbd, baskets: GammaGamma, seen: Visiting, days: int) -> dict[str, list[float]]:
    revenue = total_revenue(visits, baskets, seen.histories, seen.mean_cents, days)
    return {"visits": _plain(total_visits(visits, seen.histories, days)), "revenue_cents": _plain(revenue)}


def _plain(estimate: Estimate) -> list[float]:
    return [estimate.value, estimate.low, estimate.high]


def _trial(seen: Visiting, today: date, days: int) -> dict[str, Any]:
    """Return what would have been foretold for the last days, beside what came; empty where the past is too short."""
    if days < 1:
        return {}
    try:
        found = calibrate(seen.before, seen.later, days)
    except Refusal:
        return {}
    rows = [[one.least, one.most, one.customers, one.expected, one.real, one.error] for one in found.rows]
    start_on = today - timedelta(days=days - 1)
    return {
        "days": days, "start_on": start_on.isoformat(), "expected": found.expected, "real": found.real, "rows": rows,
    }  # fmt: skip
