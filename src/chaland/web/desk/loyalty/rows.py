"""Rows of the form that may be any number: each is named by a number that stays its own."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

MOST_ROWS = 20
"""As many as the form offers to add; a programme that has more keeps them."""
MOST_SHOWN = 99


def places_in(names: Iterable[str], row: str) -> list[int]:
    """Return the numbers of the rows that fields are of; without any there is one, to be filled in.

    >>> places_in(["tier7_name", "tier2_name", "tier2_least", "way3_given"], "tier"), places_in([], "tier")
    ([2, 7], [1])
    """
    of_row = re.compile(rf"{row}([1-9]\d?)_[a-z_]+")
    return sorted({int(found[1]) for name in names if (found := of_row.fullmatch(name))}) or [1]


def typed_in(typed: Mapping[str, Any], row: str, place: int, names: Iterable[str]) -> dict[str, Any]:
    """Return what was typed in one row; None for what is not right."""
    return {name: typed.get(f"{row}{place}_{name}") for name in names}


def numbered(rows: Iterable[Mapping[str, Any]], row: str) -> dict[str, Any]:
    """Return what rows hold, by the names of their fields in the form."""
    return {f"{row}{place}_{name}": value for place, one in enumerate(rows, 1) for name, value in one.items()}
