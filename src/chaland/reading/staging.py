"""A file of any format written down as clean CSV in UTF-8, with what was understood of it."""

import csv
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from chaland.kernel.errors import Refusal
from chaland.reading import delimited, sheets, vcards
from chaland.reading.contents import LOOKED_AT, Column
from chaland.reading.encodings import find_encoding
from chaland.reading.layout import Heading, Record, find_heading, looked_at, rows_of_data
from chaland.reading.presets import recognise
from chaland.reading.understanding import Understanding

MOST_COLUMNS = 200
MOST_ROWS = 1_000_000
SAMPLE = 20
_LEFT_OUT_SHOWN = 20
_LONGEST_CELL = 32_000
_START = 1 << 16
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_BOM = b"\xef\xbb\xbf"
_MARKUP = (b"<html", b"<!doctype", b"<table", b"<?xml", b"<head", b"<meta", b"<workbook")
_REFUSED = {b"\x1f\x8b": "file_is_compressed", b"Rar!": "file_is_compressed", b"7z\xbc\xaf": "file_is_compressed",
            b"%PDF": "file_is_pdf", b"PAR1": "file_is_parquet", b"SQLite format": "file_is_database"}  # fmt: skip
_TEXT_NAMES = (".csv", ".txt", ".tsv")


def stage(source: Path, target: Path, *, sheet: str = "") -> Understanding:
    """Read `source`, whatever it is, and write its rows to `target`; return what was understood.

    In `target` a row stands at the place it has in the source: those left out are blank lines. Columns are headed
    `#0`, `#1`, … Raises Refusal for a file that cannot be read as a whole.
    """
    start = _start(source)
    if start.startswith((ZIP, OLE)):
        return _stage_sheet(source, target, start, sheet)
    if start.lstrip()[:15].upper().startswith(b"BEGIN:VCARD"):
        return _stage_vcard(source, target)
    return _stage_text(source, target)


def _start(source: Path) -> bytes:
    with source.open("rb") as file:
        start = file.read(_START).removeprefix(_BOM)
    if not start.strip():
        raise Refusal("file_empty")
    for magic, code in _REFUSED.items():
        if start.startswith(magic):
            raise Refusal(code)
    if start.lstrip()[:20].lower().startswith(_MARKUP):
        raise Refusal("file_is_web_page")
    return start


def _stage_sheet(source: Path, target: Path, start: bytes, name: str) -> Understanding:
    if source.suffix.lower() in _TEXT_NAMES:
        raise Refusal("file_is_renamed_spreadsheet")
    if start.startswith(ZIP):
        sheets.refuse_unsafe_package(source)
    else:
        sheets.refuse_unsafe_ole(source)
    opened = sheets.open_sheet(source, name)
    kind = "ods" if b"opendocument" in start[:200] else "xlsx" if start.startswith(ZIP) else "xls"
    told = {"format": kind, "sheet": opened.name, "sheets": opened.names}
    return _write(opened.rows, target, told, most=sheets.MOST_ROWS)


def _stage_vcard(source: Path, target: Path) -> Understanding:
    cards = enumerate(vcards.rows(source), 2)
    rows: Iterator[Record] = ((number, cells) for number, cells in [(1, list(vcards.HEADINGS)), *cards])
    return _write(rows, target, {"format": "vcard"})


def _stage_text(source: Path, target: Path) -> Understanding:
    encoding = find_encoding(source)
    delimiter = delimited.find_delimiter(source, encoding)
    told = {"format": "csv", "encoding": encoding.name, "mixed": encoding.mixed, "delimiter": delimiter}
    return _write(delimited.records(source, encoding, delimiter), target, told)


def _write(records: Iterator[Record], target: Path, told: dict[str, Any], *, most: int = MOST_ROWS) -> Understanding:
    start, again = looked_at(records)
    if not any(any(map(str.strip, cells)) for _, cells in start):
        raise Refusal("file_empty")
    heading = find_heading(start)
    if len(heading.names) > MOST_COLUMNS:
        raise Refusal("file_too_wide", found=len(heading.names), most=MOST_COLUMNS)
    left_out: list[tuple[int, str]] = []
    columns = [Column(name) for name in heading.names]
    sample: list[Record] = []
    with target.open("w", encoding="utf-8", newline="") as file:
        seen = _seen(rows_of_data(again, heading, left_out), columns, sample)
        rows = _write_rows(file, seen, heading, most)
    if not rows:
        raise Refusal("file_without_rows")
    if all(column.damaged == column.filled for column in columns):
        raise Refusal("file_damaged")
    preset = recognise(heading.names)
    return Understanding(
        rows=rows,
        columns=[column.as_json() for column in columns],
        header_row=heading.row,
        preset=preset.code if preset else "",
        left_out=left_out[:_LEFT_OUT_SHOWN],
        sample=sample,
        **told,
    )


def _seen(rows: Iterable[Record], columns: list[Column], sample: list[Record]) -> Iterator[Record]:
    """Give the rows again, the first of them taken into account."""
    for place, (number, cells) in enumerate(rows):
        if place < LOOKED_AT:
            if place < SAMPLE:
                sample.append((number, cells))
            for column, cell in zip(columns, cells, strict=False):
                column.look(cell)
        yield number, cells


def _write_rows(file: Any, rows: Iterable[Record], heading: Heading, most: int) -> int:
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow([f"#{place}" for place in range(len(heading.names))])
    # The headings of the copy take the first line; of a file without any, rows come one lower.
    line, count = 1, 0
    shift = 1 if heading.row is None else 0
    for number, cells in rows:
        file.write("\n" * (number + shift - line - 1))
        writer.writerow([cell if len(cell) < _LONGEST_CELL else cell[:_LONGEST_CELL] for cell in cells])
        line, count = number + shift, count + 1
        if count > most:
            raise Refusal("file_too_long", most=most)
    return count
