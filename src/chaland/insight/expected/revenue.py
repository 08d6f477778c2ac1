"""What the visits to come are worth, and how sure the file's total is."""

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
    point = np.array(model.parameters)
    slope = np.array([_slope(point, place, histories, days) for place in range(len(point))])
    total = float(expected_visits(model, histories, days).sum())
    return positive(total, float(np.sqrt(slope @ model.covariance @ slope))) if total else Estimate(0.0, 0.0, 0.0, 0.0)


def _slope(point: Floats, place: int, histories: Histories, days: float) -> float:
    stride = np.zeros_like(point)
    stride[place] = point[place] * _STRIDE
    above, below = (
        expected_visits(BgNbd.given(*map(float, near)), histories, days).sum()
        for near in (point + stride, point - stride)
    )
    return float((above - below) / (2 * stride[place]))
