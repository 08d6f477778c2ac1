"""Records of a text file, whatever stands between its cells."""

import csv
import re
from collections.abc import Iterator
from functools import partial
from itertools import islice
from pathlib import Path

from chaland.kernel.errors import Refusal
from chaland.reading.encodings import Encoding

DELIMITERS = (";", ",", "\t", "|", "^", "~", ":")
_LOOKED_AT = 200
_LONGEST_LINE = 1 << 20
# The line by which a spreadsheet is told the separator.
_SEP = re.compile(r'"?sep=(?P<mark>.)"?[\r\n]*', re.IGNORECASE)


def find_delimiter(path: Path, encoding: Encoding) -> str:
    """Return what separates the cells: what cuts most records of the file's start into equally many."""
    start = list(islice(_lines(path, encoding), _LOOKED_AT))
    if start and (told := _SEP.fullmatch(start[0])):
        return told["mark"]
    return max(DELIMITERS, key=lambda mark: _evenness(start, mark))


def _evenness(lines: list[str], mark: str) -> tuple[float, int]:
    """Return how many cells beyond the first a record usually has, weighed by the share of records that have them."""
    try:
        widths = [len(cells) for cells in csv.reader(lines, delimiter=mark) if any(cells)]
    except csv.Error:
        return 0, 0
    if not widths:
        return 0, 0
    # An address or a decimal holds commas too, but not as many in each row.
    usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width))
    return (usual - 1) * (widths.count(usual) / len(widths)) ** 2, -DELIMITERS.index(mark)


def records(path: Path, encoding: Encoding, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Give every record with its number, blank ones left out. What cannot be decoded comes as U+FFFD.

    Raises Refusal `file_quote_unclosed`, `file_has_nul` or `file_line_too_long`.
    """
    before, number = 1, 0
    reader = csv.reader(_lines(path, encoding), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            number += 1
            if any(cells) and not (number == 1 and _is_sep(cells, delimiter)):
                yield number, cells
            before = reader.line_num + 1
    except csv.Error:
        raise Refusal("file_quote_unclosed", line=before) from None


def _is_sep(cells: list[str], delimiter: str) -> bool:
    return len(cells) > 1 and cells[0].casefold() == "sep=" and not any(cells[1:]) and delimiter in DELIMITERS


def _lines(path: Path, encoding: Encoding) -> Iterator[str]:
    with path.open(encoding=encoding.name, errors="replace", newline="") as file:
        for number, line in enumerate(iter(partial(file.readline, _LONGEST_LINE), ""), 1):
            if "\x00" in line:
                raise Refusal("file_has_nul", line=number)
            if len(line) == _LONGEST_LINE:
                raise Refusal("file_line_too_long", line=number)
            yield line
