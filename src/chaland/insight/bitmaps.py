"""How many baskets hold three things, by one bit for each basket and thing: 64 baskets are looked at in one step."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = "NDArray[np.integer[Any]]"
Bits: TypeAlias = NDArray[np.uint64]
WORD = 64


def bitmaps(things: Numbers, baskets: Numbers, *, all_things: int, all_baskets: int) -> Bits:
    """Return a row of bits for each thing. things, baskets: of each holding; both are numbered from 0."""
    words = -(-all_baskets // WORD)
    rows = np.zeros((all_things, words), dtype=np.uint64)
    order = np.argsort(things, kind="stable")
    ends = np.cumsum(np.bincount(things, minlength=all_things))
    for thing, mine in enumerate(np.split(baskets[order], ends[:-1])):
        held = np.zeros(words * WORD, dtype=bool)
        held[mine] = True
        rows[thing] = np.packbits(held).view(np.uint64)
    return rows


def count_triples(rows: Bits, first: Numbers, second: Numbers, third: Numbers) -> NDArray[np.int64]:
    """Return how many baskets hold each three. There is one; those with the same first and second are together."""
    counts = np.zeros(len(first), dtype=np.int64)
    is_new = (np.diff(first) != 0) | (np.diff(second) != 0)
    starts = np.flatnonzero(np.r_[True, is_new])
    for start, end in zip(starts, np.r_[starts[1:], len(first)], strict=True):
        both = rows[first[start]] & rows[second[start]]
        counts[start:end] = np.bitwise_count(rows[third[start:end]] & both).sum(axis=1)
    return counts
