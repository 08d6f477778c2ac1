"""Made-up worlds where the effect of a campaign is known, for it was put there."""

from functools import cache

import numpy as np

from chaland.campaigns.rules.control import left_alone, strata
from chaland.campaigns.rules.effect import Outcome


def world(seed, *, people=4000, percent=10, gain=0.0, by_visits=True):
    """People who buy seldom and spend unequally, as in shops; `gain` more each for those who were written to.

    A third of them spend nothing in the window; what one spends after goes with what they spent before.
    """
    treated, after, before, stratum, visits = _drawn(seed, people, percent)
    # A visit more of one in five, or a little more from everybody.
    more = visits if by_visits else 1
    return Outcome(treated, after + treated * more * gain, before, stratum)


@cache
def _drawn(seed, people, percent):
    """Return the same world without what the campaign did: drawing it is what takes time."""
    chance = np.random.default_rng(seed)
    taste = chance.gamma(0.8, 6000, people)
    before = taste * chance.poisson(1.5, people)
    after = taste * chance.poisson(1.1, people)
    spent = dict(enumerate(before.astype(int)))
    stratum = strata(spent)
    alone = left_alone(stratum, seed=f"world {seed}", percent=percent)
    treated = np.array([person not in alone for person in range(people)])
    visits = chance.binomial(1, 0.2, people) * 5
    return treated, after, before, np.array([stratum[person] for person in range(people)]), visits
