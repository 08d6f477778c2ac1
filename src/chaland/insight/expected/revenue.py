"""What the visits to come are worth, and how sure the file's total is."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from chaland.insight.expected.baskets import GammaGamma, expected_average
from chaland.insight.expected.fitting import Estimate, Floats, positive
from chaland.insight.expected.histories import Histories, pairs
from chaland.insight.expected.visits import BgNbd, expected_visits, expected_visits_of

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
    visits = _visits_of(histories, days)
    slope = _slopes(model.parameters, lambda near: visits(near).sum())
    total = float(visits(model.parameters).sum())
    return positive(total, float(np.sqrt(slope @ model.covariance @ slope))) if total else Estimate(0.0, 0.0, 0.0, 0.0)


def total_revenue(
    visits: BgNbd, baskets: GammaGamma, histories: Histories, mean_value: ArrayLike, days: float
) -> Estimate:
    """Return the revenue expected of the whole file, with the uncertainty that both models' parameters leave."""
    come = _visits_of(histories, days)

    def spend(near: Sequence[float]) -> Floats:
        return expected_average(GammaGamma.given(*near), histories.frequency, mean_value)

    each, average = come(visits.parameters), spend(baskets.parameters)
    total = float(each @ average)
    if not total:
        return Estimate(0.0, 0.0, 0.0, 0.0)
    by_visits = _slopes(visits.parameters, lambda near: come(near) @ average)
    by_baskets = _slopes(baskets.parameters, lambda near: each @ spend(near))
    spread = by_visits @ visits.covariance @ by_visits + by_baskets @ baskets.covariance @ by_baskets
    return positive(total, float(np.sqrt(spread)))


def _visits_of(histories: Histories, days: float) -> Callable[[Sequence[float]], Floats]:
    """Return what gives the expected visits of each for some parameters."""
    cells = pairs(histories.frequency, histories.age)
    return lambda parameters: expected_visits_of(BgNbd.given(*parameters), histories, cells, days)


def _slopes(parameters: Sequence[float], total: Callable[[Sequence[float]], Any]) -> Floats:
    """Return how a total moves with each of the parameters."""
    return np.array([_slope(parameters, place, total) for place in range(len(parameters))])


def _slope(parameters: Sequence[float], place: int, total: Callable[[Sequence[float]], Any]) -> float:
    """Return how a total moves with one of the parameters."""
    stride = parameters[place] * _STRIDE
    above, below = ([*parameters] for _ in range(2))
    above[place] += stride
    below[place] -= stride
    return float((total(above) - total(below)) / (2 * stride))
