"""What the visits to come are worth, and how sure the file's total is."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from chaland.insight.expected.baskets import GammaGamma, expected_average
from chaland.insight.expected.fitting import Estimate, Floats, positive
from chaland.insight.expected.histories import Histories
from chaland.insight.expected.visits import BgNbd, expected_visits

_STRIDE = 1e-4


def expected_revenue(
    visits: BgNbd, baskets: GammaGamma, histories: Histories, mean_value: ArrayLike, days: float
) -> Floats:
    """Return the revenue to expect of each in the days after the day of the count, in the unit of the baskets."""
    return expected_visits(visits, histories, days) * expected_average(baskets, histories.frequency, mean_value)


def total_visits(model: BgNbd, histories: Histories, days: float) -> Estimate:
    """Return the visits expected of the whole file, with the uncertainty that its parameters leave.

    By the delta method; how chance spreads the visits of people of known parameters is not in it, and matters little
    over a large file.
    """
    slope = np.array(
        [
            _slope(model.parameters, place, lambda near: float(_visits_of(near, histories, days).sum()))
            for place in range(4)
        ]
    )
    total = float(expected_visits(model, histories, days).sum())
    return positive(total, float(np.sqrt(slope @ model.covariance @ slope))) if total else Estimate(0.0, 0.0, 0.0, 0.0)


def total_revenue(
    visits: BgNbd, baskets: GammaGamma, histories: Histories, mean_value: ArrayLike, days: float
) -> Estimate:
    """Return the revenue expected of the whole file, with the uncertainty that both models' parameters leave."""
    each, average = expected_visits(visits, histories, days), expected_average(baskets, histories.frequency, mean_value)
    total = float(each @ average)
    if not total:
        return Estimate(0.0, 0.0, 0.0, 0.0)
    by_visits = np.array(
        [
            _slope(visits.parameters, place, lambda near: _visits_of(near, histories, days) @ average)
            for place in range(4)
        ]
    )
    by_baskets = np.array(
        [
            _slope(
                baskets.parameters,
                place,
                lambda near: each @ expected_average(GammaGamma.given(*near), histories.frequency, mean_value),
            )
            for place in range(3)
        ]
    )
    spread = by_visits @ visits.covariance @ by_visits + by_baskets @ baskets.covariance @ by_baskets
    return positive(total, float(np.sqrt(spread)))


def _visits_of(parameters: Sequence[float], histories: Histories, days: float) -> Floats:
    return expected_visits(BgNbd.given(*parameters), histories, days)


def _slope(parameters: Sequence[float], place: int, total: Callable[[Sequence[float]], Any]) -> float:
    """Return how a total moves with one of the parameters."""
    stride = parameters[place] * _STRIDE
    above, below = ([*parameters] for _ in range(2))
    above[place] += stride
    below[place] -= stride
    return float((total(above) - total(below)) / (2 * stride))
