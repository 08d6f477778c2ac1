"""What customers are compared by, made comparable: a euro, a day and a share on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

# The interquartile range of the normal law, in standard deviations.
_QUARTILES = 1.349
_FARTHEST = 3.0


class Kind(Enum):
    """What a feature is: money and counts are skewed and go by their logarithm, shares are parts of a whole."""

    AMOUNT = "amount"
    COUNT = "count"
    LEVEL = "level"
    SHARE = "share"


@dataclass(frozen=True, slots=True)
class Feature:
    """One column of the values; its name is what traits and rules call it."""

    name: str
    kind: Kind


def comparable(values: Floats, features: Sequence[Feature]) -> Floats:
    """Return the values on one scale, column by column; a column that is the same for everybody becomes zeros.

    Measures: logarithm where skewed, less the median, over the quartiles' spread, cut at three spreads. Shares: square
    roots, which keeps rare families from weighing as much as large ones; all of them together weigh as much as all
    measures together. What is missing counts as the middle.
    """
    shares = np.array([feature.kind is Kind.SHARE for feature in features])
    skewed = np.array([feature.kind in {Kind.AMOUNT, Kind.COUNT} for feature in features])
    scaled = np.empty_like(values)
    for place in range(values.shape[1]):
        column = values[:, place]
        if shares[place]:
            scaled[:, place] = _share(column)
        else:
            scaled[:, place] = _measure(np.sign(column) * np.log1p(np.abs(column)) if skewed[place] else column)
    of_shares, of_measures = (float(scaled[:, which].var(axis=0).sum()) for which in (shares, ~shares))
    if of_shares and of_measures:
        scaled[:, shares] *= np.sqrt(of_measures / of_shares)
    return scaled


def _share(column: Floats) -> Floats:
    roots = np.sqrt(np.clip(np.nan_to_num(column), 0, 1))
    return np.asarray(roots - roots.mean(), dtype=np.float64)


def _measure(column: Floats) -> Floats:
    known = column[np.isfinite(column)]
    if not len(known):
        return np.zeros_like(column)
    low, middle, high = np.quantile(known, (0.25, 0.5, 0.75))
    spread = (high - low) / _QUARTILES or known.std()
    if not spread:
        return np.zeros_like(column)
    centred = np.where(np.isfinite(column), column - middle, 0.0)
    return np.asarray(np.clip(centred / spread, -_FARTHEST, _FARTHEST), dtype=np.float64)
