"""Receipts that are missing, told by the numbers that a till prints one after the other."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_NUMBER = re.compile(r"(?P<before>.*?)(?P<digits>[0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Gap:
    """Numbers missing from the first to the last, both among them; `before` is what is printed before the digits."""

    first: int
    last: int
    before: str = ""

    @property
    def count(self) -> int:
        """How many."""
        return self.last - self.first + 1

    @property
    def words(self) -> str:
        """As the till prints them."""
        first, last = f"{self.before}{self.first}", f"{self.before}{self.last}"
        return first if self.first == self.last else f"{first} – {last}"


def gaps(numbers: Iterable[str]) -> Sequence[Gap] | None:
    """Return what is missing between the lowest and the highest number of one till on one day.

    None where more is missing than is there: such a till hands in only some of its receipts. Numbers without digits
    at their end tell nothing.

    >>> gaps(["1041", "1045", "1042", "1047", "1048"])
    [Gap(first=1043, last=1044, before=''), Gap(first=1046, last=1046, before='')]
    >>> gaps(["1", "50"]) is None
    True
    """
    by_series: dict[str, set[int]] = {}
    for number in numbers:
        if found := _NUMBER.fullmatch(number):
            by_series.setdefault(found["before"], set()).add(int(found["digits"]))
    missing = [gap for before, known in sorted(by_series.items()) for gap in _between(before, sorted(known))]
    there = sum(map(len, by_series.values()))
    return None if sum(gap.count for gap in missing) > there else missing


def _between(before: str, known: Sequence[int]) -> Iterable[Gap]:
    for low, high in pairwise(known):
        if high - low > 1:
            yield Gap(low + 1, high - 1, before)
