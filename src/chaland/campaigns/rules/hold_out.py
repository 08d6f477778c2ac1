"""Who is left alone by every campaign, so that what all of them together change can be seen.

A number is drawn for each person from the seed and the person alone: who is held out of 5 % is held out of 10 % too.
"""

import hashlib

import numpy as np
from numpy.typing import NDArray

from chaland.campaigns.rules.control import ALL_PERCENT

_PARTS = 10_000


def is_held_out(seed: str, percent: int, customer_id: int) -> bool:
    """Tell whether one customer is left alone by every campaign. Raises ValueError outside of 0 to 100.

    >>> is_held_out("network", 0, 7), is_held_out("network", 100, 7)
    (False, True)
    """
    return bool(held_out(seed, percent, np.array([customer_id]))[0])


def held_out(seed: str, percent: int, customer_ids: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell the same of many, a place for each; ten milliseconds for a million.

    >>> int(held_out("network", 10, np.arange(10_000)).sum())
    1022
    """
    if not 0 <= percent <= ALL_PERCENT:
        raise ValueError(f"percent {percent} is not between 0 and 100")
    return _mixed(seed, customer_ids) % _PARTS < percent * _PARTS // ALL_PERCENT


def _mixed(seed: str, customer_ids: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Mix each number until its bits look drawn. Source: Steele, Lea, Flood, Fast splittable generators (2014)."""
    start = int.from_bytes(hashlib.blake2b(seed.encode(), digest_size=8).digest())
    mixed = customer_ids.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15) + np.uint64(start)
    mixed = (mixed ^ (mixed >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    mixed = (mixed ^ (mixed >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return mixed ^ (mixed >> np.uint64(31))
