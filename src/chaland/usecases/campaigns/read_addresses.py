"""The addresses of a file that another mailer gives back, whatever it is called there."""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from chaland.kernel.errors import Refusal
from chaland.reading.delimited import find_delimiter, records
from chaland.reading.encodings import find_encoding
from chaland.reading.headings import meaning

MOST_BYTES = 20 * 1024 * 1024


def read_addresses(file: IO[bytes]) -> list[str]:
    """Return the cells of the column of addresses: the one that is named so, else the first that holds one.

    Separators and encodings as mailers write them. Raises Refusal `file_too_large`, `no_addresses_in_file`.
    """
    content = file.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal("file_too_large", field="file", limit=MOST_BYTES // 1024**2)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "returned.csv"
        path.write_bytes(content)
        encoding = find_encoding(path)
        rows = [cells for _, cells in records(path, encoding, find_delimiter(path, encoding))]
    place = _place(rows)
    if place is None:
        raise Refusal("no_addresses_in_file", field="file")
    return [cells[place] for cells in rows if len(cells) > place and "@" in cells[place]]


def _place(rows: list[list[str]]) -> int | None:
    named = (at for at, cell in enumerate(rows[0] if rows else []) if meaning(cell) == "email")
    return next(named, next(_with_addresses(rows), None))


def _with_addresses(rows: list[list[str]]) -> Iterator[int]:
    return (at for cells in rows[:50] for at, cell in enumerate(cells) if "@" in cell)
