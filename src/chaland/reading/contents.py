"""What the cells of a column hold, told from the cells themselves."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from chaland.kernel.mojibake import is_spoiled
from chaland.kernel.text import fold

LOOKED_AT = 5_000
SAMPLES = 4
MOST_VALUES = 20
_SHOWN = 80
_SHARE = 0.6
_SHAPES = {
    "email": re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}"),
    "mobile": re.compile(r"(?:(?:\+|00)33[ .]?(?:\(0\))?|0)?[ .]?[67](?:[ .-]?[0-9]{2}){4}(?: .*)?"),
    "phone": re.compile(r"(?:(?:\+|00)33[ .]?(?:\(0\))?|0)?[ .]?[1-589](?:[ .-]?[0-9]{2}){4}"),
    "postcode": re.compile(r"[0-9]{5}(?:\.0)?|2[AB][0-9]{3}"),
    "card": re.compile(r"[0-9]{12,14}"),
    "birthday": re.compile(r"[0-9]{1,2}[/.-][0-9]{1,2}[/.-](?:[0-9]{2}){1,2}|[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[ T].*)?"),
}
_CIVILITIES = {"m", "mr", "mme", "mlle", "monsieur", "madame", "mademoiselle", "mrs", "ms"}
_YES_NO = {"oui", "non", "yes", "no", "o", "n", "y", "x", "vrai", "faux", "true", "false", "1", "0", "ok"}
_SLASHED = re.compile(r"(?P<first>[0-9]{1,2})[/.-](?P<second>[0-9]{1,2})[/.-](?:[0-9]{2}){1,2}(?: .*)?")
_MONTHS = 12


@dataclass(slots=True)
class Column:
    """What was seen in a column among the first rows.

    values: how often each came, empty once there are more than `MOST_VALUES`. kind: one of our names, or "".
    day_first, month_first: dates that can only be read so. spoiled: cells with spoiled accents.
    """

    heading: str
    filled: int = 0
    samples: list[str] = field(default_factory=list)
    values: dict[str, int] = field(default_factory=dict)
    kind: str = ""
    day_first: int = 0
    month_first: int = 0
    spoiled: int = 0
    spoiled_example: str = ""
    damaged: int = 0
    many: bool = False
    seen: Counter[str] = field(default_factory=Counter)

    def look(self, cell: str) -> None:
        """Take one cell into account."""
        told = cell.strip()
        if not told:
            return
        self.filled += 1
        if len(self.samples) < SAMPLES and told[:_SHOWN] not in self.samples:
            self.samples.append(told[:_SHOWN])
        self._count(told)
        if not told.isascii():
            self._accents(told)
        if (dated := _SLASHED.fullmatch(told)) is not None:
            first, second = int(dated["first"]), int(dated["second"])
            self.day_first += first > _MONTHS >= second
            self.month_first += second > _MONTHS >= first
        self.seen.update(_kinds(told))

    def _count(self, told: str) -> None:
        if not self.many:
            self.values[told[:_SHOWN]] = self.values.get(told[:_SHOWN], 0) + 1
            self.many = len(self.values) > MOST_VALUES

    def _accents(self, told: str) -> None:
        self.damaged += "\ufffd" in told
        if is_spoiled(told):
            self.spoiled += 1
            self.spoiled_example = self.spoiled_example or told[:_SHOWN]

    def as_json(self) -> dict[str, Any]:
        """Return what is kept of it."""
        kind, times = self.seen.most_common(1)[0] if self.seen else ("", 0)
        return {
            "heading": self.heading,
            "filled": self.filled,
            "samples": self.samples,
            "values": {} if self.many else self.values,
            "kind": kind if times >= _SHARE * self.filled else "",
            "day_first": self.day_first,
            "month_first": self.month_first,
            "spoiled": self.spoiled,
            "spoiled_example": self.spoiled_example,
            "damaged": self.damaged,
        }


def _kinds(told: str) -> Sequence[str]:
    for kind, shape in _SHAPES.items():
        if shape.fullmatch(told):
            return (kind,)
    word = fold(told)
    if word in _CIVILITIES:
        return ("civility",)
    return ("consent",) if word in _YES_NO else ()
