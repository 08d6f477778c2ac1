"""How the winners of a contest are drawn, so that anybody can draw them again.

Every number from 1 to the last is given the SHA-256 of "<seed>:<number>"; the numbers win in the order of these hashes.
"""

import hashlib


def draw(seed: str, entries: int, winners: int) -> list[int]:
    """Return the winning numbers among 1 to `entries`, the first winner first; all of them where there are fewer.

    >>> draw("made-up seed", 5, 2)
    [5, 2]
    """
    return sorted(range(1, entries + 1), key=lambda number: _ticket(seed, number))[:winners]


def _ticket(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}:{number}".encode()).hexdigest()
