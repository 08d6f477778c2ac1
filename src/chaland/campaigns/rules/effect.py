"""What a campaign changed: each person counted as it was meant for them, whether it reached them or not.

What people spent before explains much of what they spend after; taking that part off leaves a narrower interval and
the same expected difference (CUPED: Deng, Xu, Kohavi, Walker, WSDM 2013). Within each stratum the draw left the same
share alone, so differences are taken there and weighed by its size (Miratrix, Sekhon, Yu, JRSS B 2013).
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import stats

Numbers: TypeAlias = NDArray[np.float64]

CONFIDENCE = 0.95
FEWEST = 30
"""People in each of the two groups below which nothing is said."""


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
    """The difference per person, and between what bounds it lies with 95 % confidence.

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
        """The difference over all who were treated, and its bounds."""
        return self.people * self.low, self.people * self.per_person, self.people * self.high

    @property
    def verdict(self) -> str:
        """`more` or `less` where the interval leaves zero out, else `open`: it cannot be told from chance."""
        if self.low > 0:
            return "more"
        return "less" if self.high < 0 else "open"


def effect(told: Outcome) -> Effect | None:
    """Return what changed, or None where it is too early to say: fewer than FEWEST people on one side."""
    treated, alone = told.is_treated, ~told.is_treated
    if min(treated.sum(), alone.sum()) < FEWEST:
        return None
    adjusted, explained = without_before(told)
    per_person, low, high = _difference(adjusted, treated, _merged(told.stratum, treated))
    return Effect(
        per_person,
        low,
        high,
        float(told.after[treated].mean()),
        float(told.after[alone].mean()),
        int(treated.sum()),
        int(alone.sum()),
        explained,
    )


def without_before(told: Outcome) -> tuple[Numbers, float]:
    """Return what is measured less what spending before explains of it, and the share of the variance that is.

    The slope is that within the groups, so that the effect itself is not taken off.
    """
    after, before = told.after.copy(), told.before.copy()
    for group in (told.is_treated, ~told.is_treated):
        after[group] -= after[group].mean()
        before[group] -= before[group].mean()
    spread, noise = float(before @ before), float(after @ after)
    if not spread or not noise:
        return told.after, 0.0
    slope = float(after @ before) / spread
    return told.after - slope * (told.before - told.before.mean()), slope**2 * spread / noise


def _merged(stratum: NDArray[np.int64], treated: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Join each stratum in which a group has no spread of its own with the one below, the first with the next."""
    joined = stratum.copy()
    kept: list[int] = []
    for one in np.unique(stratum):
        if kept and not _has_spread(joined == one, treated):
            joined[joined == one] = kept[-1]
        else:
            kept.append(int(one))
    if len(kept) > 1 and not _has_spread(joined == kept[0], treated):
        joined[joined == kept[0]] = kept[1]
    return joined


def _has_spread(here: NDArray[np.bool_], treated: NDArray[np.bool_]) -> bool:
    """Tell whether both groups have more than one person here."""
    return bool(min((here & treated).sum(), (here & ~treated).sum()) > 1)


def _difference(
    measured: Numbers, treated: NDArray[np.bool_], stratum: NDArray[np.int64]
) -> tuple[float, float, float]:
    """Return the difference of the means within strata, weighed by their people, and its bounds.

    The degrees of freedom are Satterthwaite's.
    """
    total = variance = freedom = 0.0
    for one in np.unique(stratum):
        here = stratum == one
        share = here.mean()
        sides = [measured[here & treated], measured[here & ~treated]]
        total += share * (sides[0].mean() - sides[1].mean())
        for side in sides:
            part = share**2 * side.var(ddof=1) / len(side)
            variance += part
            freedom += part**2 / (len(side) - 1)
    if not variance:
        return total, total, total
    half = stats.t.ppf((1 + CONFIDENCE) / 2, variance**2 / freedom) * variance**0.5
    return float(total), float(total - half), float(total + half)
