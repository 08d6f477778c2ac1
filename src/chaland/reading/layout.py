"""Where the headings of a table stand under titles and merged cells, and which rows are no data."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice

from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold
from chaland.reading.headings import meaning

LOOKED_AT = 60
_HIGHEST = 30
_ENOUGH = 2
_DATA = re.compile(r"[0-9]{3}|@|^[0-9.,/ -]+$")
_TOTAL = re.compile(
    r"(?:sous |grand )?(?:total|totaux|subtotal|somme|moyenne)(?: .*)?|nombre de (?:clients|fiches|lignes).*"
)
_LAST_ROWS = 5
_MOST_OF_TOTAL = 3

Record = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class Heading:
    """The headings of a table: the number of their row, None where the file has none."""

    row: int | None
    names: list[str]
    data_from: int


def find_heading(start: Sequence[Record]) -> Heading:
    """Find the headings among the first records: the row that holds the most words we know.

    A row of groups above, of merged cells, names what the row itself leaves blank or says twice.
    """
    known = [sum(meaning(cell) is not None for cell in cells if cell.strip()) for _, cells in start[:_HIGHEST]]
    best = max(range(len(known)), key=known.__getitem__, default=None)
    if best is None:
        return Heading(None, [], 0)
    if known[best] < min(_ENOUGH, sum(map(bool, start[best][1]))) or not known[best]:
        return _unknown(start)
    above = start[best - 1][1] if best else []
    return Heading(start[best][0], _named(start[best][1], above), start[best][0] + 1)


def _unknown(start: Sequence[Record]) -> Heading:
    """Take the first row for headings when it holds words in every cell and what follows holds figures."""
    number, first = start[0]
    words = all(cell.strip() and not _DATA.search(cell) for cell in first) and len(set(first)) == len(first)
    figures = any(_DATA.search(cell) for _, cells in start[1:] for cell in cells)
    if words and figures:
        return Heading(number, [cell.strip() for cell in first], number + 1)
    width = Counter(len(cells) for _, cells in start).most_common(1)[0][0]
    return Heading(None, [""] * width, number)


def _named(cells: Sequence[str], above: Sequence[str]) -> list[str]:
    names = [" ".join(cell.split()) for cell in cells]
    groups = [above[place].strip() if place < len(above) else "" for place in range(len(names))]
    # A title is one cell over the whole width; a row of groups has several.
    if sum(map(bool, groups)) > 1:
        names = [name or group for name, group in zip(names, groups, strict=True)]
        twice = {fold(name) for name in _said_twice(names)}
        filled = list(_filled(groups))
        names = [
            f"{group} {name}" if fold(name) in twice and group else name
            for name, group in zip(names, filled, strict=True)
        ]
    if said := _said_twice(names):
        raise Refusal("columns_twice", names=", ".join(said))
    return names


def _said_twice(names: Sequence[str]) -> list[str]:
    counted = Counter(fold(name) for name in names if name)
    return list(dict.fromkeys(name for name in names if counted[fold(name)] > 1))


def _filled(groups: Iterable[str]) -> Iterator[str]:
    """Give each merged group to all of its columns."""
    last = ""
    for group in groups:
        last = group or last
        yield last


def rows_of_data(records: Iterator[Record], heading: Heading, left_out: list[tuple[int, str]]) -> Iterator[Record]:
    """Give the records below the headings; headings repeated and a line of totals at the end are noted as left out."""
    head = [fold(name) for name in heading.names]
    width = len(heading.names)
    held: list[Record] = []
    for number, cells in records:
        if number < heading.data_from:
            if number != heading.row:
                left_out.append((number, "above"))
        elif heading.row is not None and _repeats(cells, head):
            left_out.append((number, "heading"))
        elif any(map(str.strip, cells)):
            held.append((number, _fitted(cells, width)))
            if len(held) > _LAST_ROWS:
                yield held.pop(0)
    for number, cells in held:
        if is_total(cells):
            left_out.append((number, "total"))
        else:
            yield number, cells


def _repeats(cells: Sequence[str], head: Sequence[str]) -> bool:
    # The first cell tells of nearly every row that it is none.
    return (
        len(cells) == len(head)
        and cells[0].strip() != ""
        and fold(cells[0]) == head[0]
        and [fold(cell) for cell in cells] == head
    )


def _fitted(cells: list[str], width: int) -> list[str]:
    """Drop blank cells beyond the headings, which spreadsheets leave behind."""
    return cells[:width] if len(cells) > width and not any(map(str.strip, cells[width:])) else cells


def is_total(cells: Sequence[str]) -> bool:
    """Tell whether a row adds up those above: it says so first, and holds little else.

    >>> is_total(["TOTAL", "", "", "25565,00"]), is_total(["Total", "Marie", "marie@example.org", "0639980001"])
    (True, False)
    """
    told = [cell for cell in cells if cell.strip()]
    return len(told) <= _MOST_OF_TOTAL and len(told) < len(cells) and bool(_TOTAL.fullmatch(fold(told[0])))


def looked_at(records: Iterator[Record]) -> tuple[list[Record], Iterator[Record]]:
    """Return the first records, and all of them again."""
    start = list(islice(records, LOOKED_AT))
    return start, chain(start, records)
