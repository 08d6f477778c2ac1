"""Sheets of spreadsheets as rows of text. Values only: a formula is never worked out, nothing outside is fetched."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from chaland.kernel.errors import Refusal

MOST_COLUMNS = 200
MOST_ROWS = 500_000
MOST_UNPACKED = 250 << 20
MOST_MEMBERS = 2_000
MOST_RATIO = 200
_SMALL = 1 << 20
_DIMENSION = re.compile(
    rb'<dimension\b[^>]*\bref="(?:[A-Z]{1,3}[0-9]{1,7}:)?(?P<column>[A-Z]{1,3})(?P<row>[0-9]{1,7})"'
)
_SHEET = re.compile(r"xl/worksheets/[^/]+\.xml")
_HEAD = 4096
_OLE_HEAD = 1 << 20


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name, the names of all that hold something, and its rows from the first with their numbers."""

    name: str
    names: list[str]
    rows: Iterator[tuple[int, list[str]]]


def refuse_unsafe_package(path: Path) -> None:
    """Look at an XLSX or ODS before it is opened.

    Raises Refusal `file_damaged`, `file_has_macros`, `file_unpacks_too_large`, `file_too_wide` or `file_too_long`.
    """
    try:
        with zipfile.ZipFile(path) as package:
            members = package.infolist()
            _refuse_sizes(members)
            names = {member.filename for member in members}
            if any(name.casefold().endswith("vbaproject.bin") for name in names) or _is_macro_workbook(package, names):
                raise Refusal("file_has_macros")
            for member in members:
                if _SHEET.fullmatch(member.filename):
                    _refuse_dimension(package, member)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, RuntimeError, OSError):
        raise Refusal("file_damaged") from None


def _refuse_sizes(members: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    swollen = unpacked > _SMALL and unpacked > MOST_RATIO * max(1, packed)
    if unpacked > MOST_UNPACKED or len(members) > MOST_MEMBERS or swollen:
        raise Refusal("file_unpacks_too_large", limit=MOST_UNPACKED >> 20)


def _is_macro_workbook(package: zipfile.ZipFile, names: set[str]) -> bool:
    types = "[Content_Types].xml"
    return types in names and b"macroEnabled" in package.open(types).read(_SMALL)


def _refuse_dimension(package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    with package.open(member) as sheet:
        found = _DIMENSION.search(sheet.read(_HEAD))
        unpacked = _unpacked(sheet, member.file_size)
    if unpacked > member.file_size:
        raise Refusal("file_unpacks_too_large", limit=MOST_UNPACKED >> 20)
    if found:
        refuse_size(int(found["row"]), _place(found["column"].decode()))


def _unpacked(sheet: Any, told: int) -> int:
    """Return how many bytes the member really unpacks to, counted only a little past what it says."""
    total = _HEAD
    try:
        while total <= told and (block := sheet.read(_SMALL)):
            total += len(block)
    except zipfile.BadZipFile:
        return told + 1
    return min(total, told) if total <= told + _HEAD else total


def refuse_size(rows: int, columns: int) -> None:
    """Raise Refusal `file_too_wide` or `file_too_long` for a sheet beyond the limits."""
    if columns > MOST_COLUMNS:
        raise Refusal("file_too_wide", found=columns, most=MOST_COLUMNS)
    if rows > MOST_ROWS + 100:
        raise Refusal("file_too_long", most=MOST_ROWS)


def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - 64
    return place


def refuse_unsafe_ole(path: Path) -> None:
    """Raise Refusal `file_has_password` for an XLSX behind a password, which is wrapped as old files are."""
    with path.open("rb") as file:
        start = file.read(_OLE_HEAD)
        file.seek(max(0, path.stat().st_size - _OLE_HEAD))
        end = file.read()
    wrapped = "EncryptedPackage".encode("utf-16-le")
    if wrapped in start or wrapped in end:
        raise Refusal("file_has_password")


def open_sheet(path: Path, name: str = "") -> Sheet:
    """Open a sheet, the first that holds the most when none is named.

    Raises Refusal `file_damaged`, `file_has_password`, `sheet_unknown`, `file_empty`, `file_too_wide`, `file_too_long`.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
        names = [sheet.name for sheet in book.sheets_metadata]
        if name and name not in names:
            raise Refusal("sheet_unknown", name=name, known=", ".join(names))
        chosen = name or _fullest(book, names)
        sheet = book.get_sheet_by_name(chosen)
    except PasswordError:
        raise Refusal("file_has_password") from None
    except (CalamineError, ValueError, OSError):
        raise Refusal("file_damaged") from None
    refuse_size(sheet.total_height, sheet.total_width)
    if not sheet.start:
        raise Refusal("file_empty")
    return Sheet(chosen, names, _rows(sheet))


def _fullest(book: CalamineWorkbook, names: list[str]) -> str:
    if len(names) <= 1:
        return names[0] if names else ""
    return max(names, key=lambda name: book.get_sheet_by_name(name).total_height)


def _rows(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    # A sheet is given from its first cell that holds something; a spreadsheet counts from the top.
    first = sheet.start[0] + 1
    for number, cells in enumerate(sheet.iter_rows(), first if sheet.height != sheet.total_height else 1):
        yield number, [_text(cell) for cell in cells]


def _text(cell: Any) -> str:
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float):
        return _number(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "seconds") if cell.time() != time() else cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, int | timedelta) else ""


def _number(value: float) -> str:
    """Write a number as its cell shows it: 606026773.0 is 606026773, never 6.06E+08."""
    if value.is_integer() and abs(value) < 1e17:  # noqa: PLR2004 - what a float holds exactly and a card may have
        return str(int(value))
    return repr(value)
