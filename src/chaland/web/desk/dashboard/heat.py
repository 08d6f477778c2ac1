"""Tables whose cells are the darker the greater."""

from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

_LEVELS = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A number, its shade from 0 (nothing) to 5, and the list behind it if there is one."""

    count: int
    level: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A heading and its cells."""

    label: str | Promise
    cells: Sequence[Cell]


def level(count: int, ranked: Sequence[int]) -> int:
    """Return the shade of a number by its place among all numbers shown, ascending: one huge cell hides no other.

    >>> [level(count, [1, 10, 50, 90, 2000]) for count in (0, 1, 10, 50, 90, 2000)]
    [0, 1, 2, 3, 4, 5]
    """
    return 1 + _LEVELS * bisect_left(ranked, count) // len(ranked) if count > 0 else 0


def shaded(
    counts: Mapping[tuple[int, int], int],
    rows: Sequence[tuple[int, str | Promise]],
    columns: Sequence[int],
    url: Callable[[int, int], str] | None = None,
) -> list[Row]:
    """Return the rows of (key, heading) with a cell for each column; counts are by (row, column)."""
    ranked = sorted({count for count in counts.values() if count > 0})

    def cell(row: int, column: int) -> Cell:
        count = counts.get((row, column), 0)
        return Cell(count, level(count, ranked), url(row, column) if url and count else "")

    return [Row(label, [cell(row, column) for column in columns]) for row, label in rows]
