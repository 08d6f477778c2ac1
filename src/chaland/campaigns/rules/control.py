"""Who is left alone, so that what a campaign changed can be seen.

The draw depends on the campaign's seed and on each person alone: asked again it gives the same, whoever else is there.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

ALL_PERCENT = 100
SHARE_PERCENT = 10
STRATA = 5
"""Fifths of the audience by what they spent before: each leaves the same share alone."""


def drawn_number(seed: str, person: int) -> int:
    """Return a number that nobody can choose: of one seed, each person has their own.

    >>> drawn_number("winter", 1) == drawn_number("winter", 1), drawn_number("winter", 1) == drawn_number("spring", 1)
    (True, False)
    """
    return int.from_bytes(hashlib.blake2b(f"{seed}:{person}".encode(), digest_size=8).digest())


def strata(spent_cents: Mapping[int, int]) -> dict[int, int]:
    """Return the stratum of each person: nothing spent before is 0, then fifths of those who spent, 1 the least.

    People of one amount are in one stratum.
    """
    amounts = sorted(cents for cents in spent_cents.values() if cents > 0)
    bounds = [amounts[len(amounts) * fifth // STRATA] for fifth in range(1, STRATA)] if amounts else []
    return {
        person: 0 if cents <= 0 else 1 + sum(cents >= bound for bound in bounds)
        for person, cents in spent_cents.items()
    }


def left_alone(people: Mapping[int, int], *, seed: str, percent: int = SHARE_PERCENT) -> set[int]:
    """Return who gets nothing: of each stratum the people of the lowest numbers, the share rounded to the nearest.

    people: the stratum of each. What a small stratum rounds off is made up by the next one, so that the whole share
    is right to one person. Raises ValueError outside of 0 to 100.
    """
    if not 0 <= percent <= ALL_PERCENT:
        raise ValueError(f"percent {percent} is not between 0 and 100")
    alone: set[int] = set()
    seen = 0
    for _, members in sorted(_by_stratum(people).items()):
        seen += len(members)
        wanted = (seen * percent + ALL_PERCENT // 2) // ALL_PERCENT - len(alone)
        alone.update(_first(members, seed, wanted))
    return alone


def _by_stratum(people: Mapping[int, int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for person, stratum in people.items():
        found[stratum].append(person)
    return found


def _first(members: Sequence[int], seed: str, wanted: int) -> Iterable[int]:
    return sorted(members, key=lambda person: (drawn_number(seed, person), person))[: max(wanted, 0)]
