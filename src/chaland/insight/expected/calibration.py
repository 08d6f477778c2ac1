"""Whether what was expected came true: fitted on a first period, compared with the visits of the next."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chaland.insight.expected.fitting import Floats
from chaland.insight.expected.histories import Histories
from chaland.insight.expected.visits import BgNbd, expected_visits, fit_visits

# Up to here one row for each number of repeat visits; beyond, bands of about as many customers each.
MOST_SINGLE = 6
MOST_BANDS = 5
# A band holds a tenth of the customers or more.
_BANDS_IN_ALL = 10


@dataclass(frozen=True, slots=True)
class CalibrationRow:
    """Customers who came back `least` to `most` times in the first period.

    expected, real: visits a head in the next period. error: the standard error of `real`, 0 for one customer alone.
    """

    least: int
    most: int
    customers: int
    expected: float
    real: float
    error: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The model of the first period, its rows, and the visits of the next period in all."""

    model: BgNbd
    rows: tuple[CalibrationRow, ...]
    expected: float
    real: float


def calibrate(histories: Histories, later_visits: ArrayLike, days: float) -> Calibration:
    """Fit the histories of a first period, and compare with each customer's visits in the `days` after it.

    A row without customers is left out. Raises the refusals of `fit_visits`.
    """
    real = np.asarray(later_visits, dtype=np.float64)
    if real.shape != histories.frequency.shape:
        raise ValueError("The later visits of every customer are needed.")
    model = fit_visits(histories)
    expected = expected_visits(model, histories, days)
    group = np.searchsorted(_starts(histories.frequency), histories.frequency, side="right")
    rows = tuple(
        _row(*(column[group == place] for column in (histories.frequency, expected, real)))
        for place in np.unique(group)
    )
    return Calibration(model, rows, float(expected.sum()), float(real.sum()))


def _starts(frequency: Floats) -> Floats:
    """Return the least frequency of each row."""
    beyond = frequency[frequency > MOST_SINGLE]
    bands = min(MOST_BANDS, max(1, _BANDS_IN_ALL * len(beyond) // len(frequency)))
    cuts = np.quantile(beyond, np.arange(1, bands) / bands, method="lower") if len(beyond) else np.empty(0)
    return np.unique(np.concatenate([np.arange(MOST_SINGLE + 2.0), cuts]))


def _row(repeats: Floats, expected: Floats, real: Floats) -> CalibrationRow:
    customers = len(real)
    error = float(real.std(ddof=1) / np.sqrt(customers)) if customers > 1 else 0.0
    span = int(repeats.min()), int(repeats.max())
    return CalibrationRow(*span, customers, float(expected.mean()), float(real.mean()), error)
