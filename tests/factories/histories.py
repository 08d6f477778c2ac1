"""Made-up customers who visit and leave as the model of expected visits says, with parameters that are known."""

import numpy as np

from chaland.insight.expected import Histories


def made_up_histories(customers, *, r, alpha, a, b, seed=1, longest=730):
    """Whole days; every customer has been seen for 1 to `longest` days."""
    histories, _ = made_up_periods(customers, r=r, alpha=alpha, a=a, b=b, seed=seed, longest=longest)
    return histories


def made_up_periods(customers, *, r, alpha, a, b, seed=1, longest=730, later=0):
    """Histories, and the visits of each in the `later` days after them."""
    chance = np.random.default_rng(seed)
    age = chance.integers(1, longest, customers).astype(float)
    rate, leaving = chance.gamma(r, 1 / alpha, customers), chance.beta(a, b, customers)
    moment, recency = np.zeros(customers), np.zeros(customers)
    frequency, after = np.zeros(customers), np.zeros(customers)
    here = np.ones(customers, dtype=bool)
    while here.any():
        moment[here] += chance.exponential(1 / rate[here])
        early, late = here & (moment < age), here & (moment >= age) & (moment < age + later)
        frequency[early] += 1
        recency[early] = moment[early]
        after[late] += 1
        here = (early | late) & (chance.random(customers) >= leaving)
    days = np.where(frequency > 0, np.clip(np.ceil(recency), 1, age), 0)
    return Histories.of(frequency, days, age), after
