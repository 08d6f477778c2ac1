"""A file read as a table of text: CSV in UTF-8 or Parquet, one heading a column, each row with its number."""

import csv
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from chaland.kernel.errors import Refusal
from chaland.usecases.imports.import_headings import Mapping as FileMapping
from chaland.usecases.imports.import_headings import Plan, plan_columns

Row: TypeAlias = tuple[int, list[str]]
"""A row's number, as a spreadsheet shows it (headings are row 1), and its cells in the order asked for."""

DELIMITERS = (";", ",", "\t")
MOST_COLUMNS = 500
PARQUET = b"PAR1"
NOT_TEXT = {
    b"PK\x03\x04": "file_is_spreadsheet",
    b"\xd0\xcf\x11\xe0": "file_is_spreadsheet",
    b"\x1f\x8b": "file_is_compressed",
    b"\xff\xfe": "file_not_utf8",
    b"\xfe\xff": "file_not_utf8",
}
CHUNK = 2000
HASHED_AT_ONCE = 1 << 20
MEMORY_LIMIT = "256MB"


@dataclass(slots=True)
class Table:
    """A file whose structure was checked from end to end.

    rows: data rows in the file. digest: SHA-256 of its bytes. ignored: headings nothing is read from.
    """

    path: Path
    rows: int
    digest: str
    delimiter: str
    plan: Plan

    @property
    def ignored(self) -> tuple[str, ...]:
        return self.plan.ignored

    def read(self) -> Iterator[Row | tuple[int, Refusal]]:
        """Give the rows; one that has not as many cells as there are headings comes as a Refusal."""
        records = _parquet_records(self.path) if not self.delimiter else _csv_records(self.path, self.delimiter)
        next(records)
        take, width = self.plan.take, self.plan.width
        for number, cells in records:
            if len(cells) != width:
                yield number, Refusal("row_ragged", found=len(cells), wanted=width)
            else:
                yield number, take(cells)


def open_table(
    path: Path,
    names: Sequence[str],
    required: Sequence[str],
    mapping: FileMapping,
    *,
    one_of: Sequence[str] = (),
    rows: int = 0,
) -> Table:
    """Check a whole file and say how to read the columns `names` from it; it must have one of `one_of`.

    rows: how many it has, where they were counted when it was written.
    Raises Refusal when the file as a whole cannot be read: `file_empty`, `file_without_rows`, `file_not_utf8`,
    `file_has_nul`, `file_quote_unclosed`, `file_is_spreadsheet`, `file_is_compressed`, `file_not_parquet`,
    `file_too_wide`, `columns_missing`, `columns_twice`; FileNotFoundError and its like as the system gives them.
    """
    digest, start = _digest(path)
    delimiter = "" if start.startswith(PARQUET) else _delimiter(path, start)
    records = _csv_records(path, delimiter) if delimiter else _parquet_records(path)
    headings = next(records, (0, []))[1]
    if not any(heading.strip() for heading in headings):
        raise Refusal("file_empty")
    if len(headings) > MOST_COLUMNS:
        raise Refusal("file_too_wide", found=len(headings), most=MOST_COLUMNS)
    plan = plan_columns(headings, names, required, mapping, one_of)
    rows = rows or sum(1 for _ in records)
    if not rows:
        raise Refusal("file_without_rows")
    return Table(path, rows, digest, delimiter, plan)


def _digest(path: Path) -> tuple[str, bytes]:
    total = hashlib.sha256()
    start = b""
    with path.open("rb") as file:
        while block := file.read(HASHED_AT_ONCE):
            start = start or block
            total.update(block)
    if not start.strip():
        raise Refusal("file_empty")
    return total.hexdigest(), start


def _delimiter(path: Path, start: bytes) -> str:
    for magic, code in NOT_TEXT.items():
        if start.startswith(magic):
            raise Refusal(code, line=1)
    try:
        first = start.decode("utf-8-sig", errors="ignore").splitlines()[0]
    except IndexError:
        raise Refusal("file_empty") from None
    return max(DELIMITERS, key=first.count)


def _csv_records(path: Path, delimiter: str) -> Iterator[Row]:
    """Give every record that is not blank, headings first."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(_without_nul(file), delimiter=delimiter, strict=True)
        number = 0
        before = 1
        try:
            for cells in reader:
                number += 1
                if any(cells):
                    yield number, cells
                before = reader.line_num + 1
        except UnicodeDecodeError:
            raise Refusal("file_not_utf8", line=before) from None
        except csv.Error:
            raise Refusal("file_quote_unclosed", line=before) from None


def _without_nul(lines: Iterable[str]) -> Iterator[str]:
    for number, line in enumerate(lines, 1):
        if "\x00" in line:
            raise Refusal("file_has_nul", line=number)
        yield line


def _parquet_records(path: Path) -> Iterator[Row]:
    """Give the column names, then every row as text; an absent value is empty."""
    # Tens of megabytes that a server which is sent CSV never needs.
    import duckdb

    try:
        connection = duckdb.connect(config={"threads": 2, "memory_limit": MEMORY_LIMIT})
        source = f"read_parquet('{str(path).replace(chr(39), chr(39) * 2)}')"
        columns = connection.execute(f"DESCRIBE FROM {source}").fetchall()
        yield 1, [str(name) for name, *_ in columns]
        texts = ", ".join(_as_text(str(name), str(kind)) for name, kind, *_ in columns)
        cursor = connection.execute(f"SELECT {texts} FROM {source}")  # noqa: S608
        number = 1
        while rows := cursor.fetchmany(CHUNK):
            for number, row in enumerate(rows, number + 1):  # noqa: B020 - goes on from chunk to chunk
                yield number, list(row)
    except duckdb.Error:
        raise Refusal("file_not_parquet") from None


def _as_text(name: str, kind: str) -> str:
    column = '"' + name.replace('"', '""') + '"'
    # A float of 3.5999999999999996 was written for 3.60.
    exact = f"round({column}, 6)" if kind in ("DOUBLE", "FLOAT") else column
    return f"coalesce(CAST({exact} AS VARCHAR), '')"
