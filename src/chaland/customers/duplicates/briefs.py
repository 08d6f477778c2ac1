"""What is remembered of people who were met before: enough to know who cannot be somebody, without reading them.

No table is known here: a process without any reads files.
"""

import re
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from zlib import crc32

Brief = tuple[int, int, int, int]
"""Birthday as 19841124, e-mail's name, telephone, number in the street: as numbers, 0 where one is not told.

E-mail's name and number in the street are hashes: two that are not the same differ in truth.
"""

HIGHEST_ID = 4_000_000
"""Of customers with a greater key nothing is remembered: 20 bytes are taken for each key below."""
DOOR = re.compile(r"^(\d+)\s*(?:bis|ter|quater|[a-d])?\b[\s,]*")
"""The number of a house at the beginning of a folded address."""
_UNKNOWN = -1
_MOST_DIGITS = 18


def brief_of(birth: str | None, emails: Sequence[str], phones: Sequence[str], door: str | None) -> Brief | None:
    """Return what is remembered of somebody; None for one with several addresses or numbers.

    >>> brief_of("19841124", [], ["+33639980001"], None)
    (19841124, 0, 33639980001, 0)
    """
    if len(emails) > 1 or len(phones) > 1:
        return None
    phone = phones[0] if phones else ""
    digits = phone[1:]
    if phone and not (phone[0] == "+" and digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        return None
    return (
        int(birth or 0),
        crc32(emails[0].split("@")[0].encode()) if emails else 0,
        int(digits or 0),
        crc32(door.encode()) if door else 0,
    )


@dataclass(slots=True)
class Briefs:
    """What is remembered, by the customers' keys."""

    births: "array[int]" = field(default_factory=lambda: array("i"))
    emails: "array[int]" = field(default_factory=lambda: array("I"))
    phones: "array[int]" = field(default_factory=lambda: array("q"))
    doors: "array[int]" = field(default_factory=lambda: array("I"))

    def remember(self, told: Iterable[tuple[int, Brief | None]]) -> None:
        """Remember people, each by their key; of one without a brief nothing."""
        kept = [(key, brief) for key, brief in told if brief and key < HIGHEST_ID]
        self._grow(max((key for key, _ in kept), default=-1) + 1 - len(self.births))
        for key, brief in kept:
            self.births[key], self.emails[key], self.phones[key], self.doors[key] = brief

    def _grow(self, more: int) -> None:
        self.births.extend([_UNKNOWN] * more)
        for column in (self.emails, self.phones, self.doors):
            column.extend([0] * more)

    def knows(self, key: int) -> bool:
        """Tell whether anything is remembered of a customer."""
        return key < len(self.births) and self.births[key] != _UNKNOWN

    @property
    def columns(self) -> "tuple[array[int], ...]":
        """What is remembered, by keys, its parts in the order of a brief. Nobody may hold one while it grows."""
        return self.births, self.emails, self.phones, self.doors

    def drop(self, keys: Iterable[int]) -> None:
        """Forget some."""
        for key in keys:
            if key < len(self.births):
                self.births[key] = _UNKNOWN

    def forget(self) -> None:
        """Forget everybody."""
        for column in self.columns:
            del column[:]
