"""What a campaign of this size can show, said before it leaves."""

from scipy.special import ndtri

from chaland.campaigns.rules.effect import CONFIDENCE, FEWEST

POWER = 0.8
"""How often a change of the size told is seen, four times in five as is the custom."""


def smallest_seen(people: int, people_alone: int, spread: float) -> float | None:
    """Return the smallest difference per person that is seen four times in five, in the unit of `spread`.

    spread: standard deviation of what is measured, once what spending before explains is taken off.
    None where one of the two groups is too small to say anything.

    >>> round(smallest_seen(9000, 1000, 4000.0))
    374
    """
    if min(people, people_alone) < FEWEST:
        return None
    reach = ndtri((1 + CONFIDENCE) / 2) + ndtri(POWER)
    return float(reach * spread * (1 / people + 1 / people_alone) ** 0.5)
