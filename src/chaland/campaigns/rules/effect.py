"""What a campaign changed: each person counted as it was meant for them, whether it reached them or not.

What people spent before explains much of what they spend after; taking that part off leaves a narrower interval and
the same expected difference (CUPED: Deng, Xu, Kohavi, Walker, WSDM 2013). Within each stratum the draw left the same
share alone, so differences are taken there and weighed by its size (Miratrix, Sekhon, Yu, JRSS B 2013).

All of it follows from six sums over the people of each stratum and group, which a lake adds up faster than we do.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Numbers: TypeAlias = NDArray[np.float64]
Moments: TypeAlias = Numbers
"""By stratum, by group (written to, left alone): people, Σ after, Σ after², Σ before, Σ before², Σ after × before."""

CONFIDENCE = 0.95
FEWEST = 30
"""People in each of the two groups below which nothing is said."""
PEOPLE, AFTER, AFTER_SQUARED, BEFORE, BEFORE_SQUARED, PRODUCT = range(6)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is known of the people of a campaign, one place each.

    after: what is measured in the window (cents, or visits); before: the same over as long before, or zeros.
    """

    is_treated: NDArray[np.bool_]
    after: Numbers
    before: Numbers
    stratum: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Effect:
    """The difference per person, and between what bounds it lies, with 95 % confidence unless asked otherwise.

    treated, alone: means per person as they are. explained: the share of the variance that spending before explains.
    """

    per_person: float
    low: float
    high: float
    treated: float
    alone: float
    people: int
    people_alone: int
    explained: float

    @property
    def total(self) -> tuple[float, float, float]:
        """The difference over all who were treated, between its bounds."""
        return self.people * self.low, self.people * self.per_person, self.people * self.high

    @property
    def verdict(self) -> str:
        """`more` or `less` where the interval leaves zero out, else `open`: it cannot be told from chance."""
        if self.low > 0:
            return "more"
        return "less" if self.high < 0 else "open"


def effect(told: Outcome) -> Effect | None:
    """Return what changed, or None where it is too early to say: fewer than FEWEST people on one side."""
    return effect_of(moments(told))


def moments(told: Outcome) -> Moments:
    """Add up the sums of each stratum and group."""
    strata, place = np.unique(told.stratum, return_inverse=True)
    cell = 2 * place + ~told.is_treated
    after, before = told.after, told.before
    columns = (np.ones(len(after)), after, after**2, before, before**2, after * before)
    added = [np.bincount(cell, column, 2 * len(strata)) for column in columns]
    return np.stack(added, axis=-1).reshape(len(strata), 2, len(columns)).astype(float)


def effect_of(sums: Moments, *, confidence: float = CONFIDENCE) -> Effect | None:
    """Return the same of sums. confidence: with which the bounds hold, higher where several things are compared."""
    both = sums.sum(axis=0)
    people, means = both[:, PEOPLE], both[:, AFTER] / np.maximum(both[:, PEOPLE], 1)
    if people.min() < FEWEST:
        return None
    slope, explained = slope_of(both)
    per_person, low, high = _difference(_joined(sums), slope, confidence)
    return Effect(per_person, low, high, means[0], means[1], int(people[0]), int(people[1]), explained)


def slope_of(groups: Numbers) -> tuple[float, float]:
    """Return by how much spending after goes with spending before, and the share of the variance that it explains.

    groups: the six sums of each. The slope is that within them, so that the effect itself is not taken off.
    """
    noise, spread, together = (column.sum() for column in _squares(groups))
    if noise <= 0 or spread <= 0:
        return 0.0, 0.0
    return float(together / spread), float(together**2 / (spread * noise))


def spread_of(group: Numbers) -> float:
    """Return the standard deviation of what is measured, less what spending before explains. group: six sums."""
    _slope, explained = slope_of(group[None])
    return float((_squares(group)[0] * (1 - explained) / max(group[PEOPLE] - 1, 1)) ** 0.5)


def _squares(cells: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Return the sums of squares around the means of each cell: of after, of before, and of their products."""
    people = np.maximum(cells[..., PEOPLE], 1)
    after, before = cells[..., AFTER], cells[..., BEFORE]
    return (
        np.maximum(cells[..., AFTER_SQUARED] - after**2 / people, 0),
        np.maximum(cells[..., BEFORE_SQUARED] - before**2 / people, 0),
        cells[..., PRODUCT] - after * before / people,
    )


def _joined(sums: Moments) -> Moments:
    """Join each stratum in which a group has no spread of its own with the one below, the first with the next."""
    joined: list[Numbers] = []
    for one in sums:
        if joined and not (_has_spread(one) and _has_spread(joined[-1])):
            joined[-1] = joined[-1] + one
        else:
            joined.append(one)
    if len(joined) > 1 and not _has_spread(joined[-1]):
        joined[-2:] = [joined[-2] + joined[-1]]
    return np.stack(joined)


def _has_spread(stratum: Numbers) -> bool:
    """Tell whether both groups have more than one person here."""
    return bool(stratum[:, PEOPLE].min() > 1)


def _difference(sums: Moments, slope: float, confidence: float) -> tuple[float, float, float]:
    """Return the difference of the means within strata, weighed by their people, and its bounds.

    The degrees of freedom are Satterthwaite's.
    """
    people = sums[..., PEOPLE]
    share = people.sum(axis=1) / people.sum()
    adjusted = (sums[..., AFTER] - slope * sums[..., BEFORE]) / people
    total = float(share @ (adjusted[:, 0] - adjusted[:, 1]))
    noise, spread, together = _squares(sums)
    left = np.maximum(noise - 2 * slope * together + slope**2 * spread, 0)
    parts = share[:, None] ** 2 * left / (people - 1) / people
    if not parts.sum():
        return total, total, total
    freedom = parts.sum() ** 2 / (parts**2 / (people - 1)).sum()
    half = float(stdtrit(freedom, (1 + confidence) / 2) * parts.sum() ** 0.5)
    return total, total - half, total + half
