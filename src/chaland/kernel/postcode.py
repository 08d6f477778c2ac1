"""French communes and their postcodes."""

import json
import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Self, TypeAlias

from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold

_SHOWN = 60
_LONGEST = 60
_LONGEST_FOREIGN = 12
_FRENCH = re.compile(r"(?:F(?:R)?[ -]?)?(?P<code>[0-9]{2} ?[0-9]{3}|2[AB] ?[0-9]{3})(?:\.0)?(?: +.*)?", re.IGNORECASE)
_LOST_ZERO = re.compile(r"(?P<code>[1-9][0-9]{3})(?:\.0)?")
_FOREIGN = re.compile(r"[0-9A-Z][0-9A-Z -]*")
# Names begin with Saint far too often for people to type it whole.
_SHORT_SAINT = re.compile(r"\bst(e?)\b")

Row: TypeAlias = tuple[str, str, list[str], int, str, float | None, float | None, int]


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: INSEE code, name, postcodes, inhabitants, département, and its centre in degrees where known.

    An approximate centre is the mean of those of the communes that share its postcode or intercommunality.
    """

    insee: str
    name: str
    postcodes: tuple[str, ...]
    population: int
    department: str
    latitude: float | None
    longitude: float | None
    approximate: bool = False


def normalise_postcode(text: str, country: str = "FR") -> str:
    """Return a postcode as it is kept; what follows it (a town, CEDEX 2) is dropped.

    French ones get their lost zero back; foreign ones become capitals with single spaces.
    Raises Refusal `postcode_not_understood`.

    >>> normalise_postcode("1000"), normalise_postcode("34961 Montpellier Cedex 2"), normalise_postcode("2a004")
    ('01000', '34961', '2A004')
    """
    typed = " ".join(text.upper().split()) if len(text) <= _LONGEST else ""
    if country.upper() not in ("FR", ""):
        found = typed if len(typed) <= _LONGEST_FOREIGN and _FOREIGN.fullmatch(typed) else None
    elif lost := _LOST_ZERO.fullmatch(typed):
        found = f"0{lost['code']}"
    else:
        match = _FRENCH.fullmatch(typed)
        found = match["code"].replace(" ", "") if match else None
    if not found or found.startswith("00"):
        raise Refusal("postcode_not_understood", text=text[:_SHOWN])
    return found


class Communes:
    """The communes of a file written by the set-up; it is read the first time something is asked.

    The file is a JSON list of
    [insee, name, [postcodes], population, department, latitude or null, longitude or null, 1 if approximate else 0].
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, list[Commune]] = {}

    def __reduce__(self) -> tuple[type[Self], tuple[Path]]:
        """Another process reads the file itself."""
        return type(self), (self._path,)

    def by_postcode(self, text: str) -> list[Commune]:
        """Return the communes of a postcode (or of an INSEE code such as 2A004), the most peopled first.

        Empty for an unknown one. Raises Refusal `postcode_not_understood`.
        """
        code = normalise_postcode(text)
        if code not in self._found:
            self._found[code] = [_commune(self._rows[at]) for at in self._positions.get(code, ())]
        return list(self._found[code])

    def by_insee(self, code: str) -> Commune | None:
        """Return the commune of an INSEE code, or None."""
        return next((_commune(row) for row in self._rows if row[0] == code.upper()), None)

    def search(self, name: str, limit: int = 20) -> list[Commune]:
        """Return the communes whose name begins so, accents, hyphens and "St" aside, the most peopled first."""
        prefix = _key(name)
        if not prefix:
            return []
        rows = self._rows
        found = sorted(self._beginning(prefix), key=lambda at: -rows[at][3])
        return [_commune(rows[at]) for at in found[:limit]]

    def __iter__(self) -> Iterator[Commune]:
        return map(_commune, self._rows)

    def __len__(self) -> int:
        return len(self._rows)

    def _beginning(self, prefix: str) -> Iterable[int]:
        start = bisect_left(self._names, (prefix, 0))
        for name, at in islice(self._names, start, None):
            if not name.startswith(prefix):
                return
            yield at

    @cached_property
    def _rows(self) -> list[Row]:
        rows: list[Row] = json.loads(self._path.read_text(encoding="utf-8"))
        return rows

    @cached_property
    def _names(self) -> list[tuple[str, int]]:
        return sorted((_key(row[1]), at) for at, row in enumerate(self._rows))

    @cached_property
    def _positions(self) -> dict[str, list[int]]:
        positions: dict[str, list[int]] = {}
        for at in sorted(range(len(self._rows)), key=lambda at: -self._rows[at][3]):
            insee, _, postcodes, *_ = self._rows[at]
            for code in dict.fromkeys((*postcodes, *([insee] if insee[1] in "AB" else []))):
                positions.setdefault(code, []).append(at)
        return positions


def _key(name: str) -> str:
    return _SHORT_SAINT.sub(r"saint\1", fold(name))


def _commune(row: Row) -> Commune:
    insee, name, postcodes, population, department, latitude, longitude, approximate = row
    return Commune(insee, name, tuple(postcodes), population, department, latitude, longitude, bool(approximate))
