"""Files of rows as spreadsheets read them: XLSX and ODS with typed cells, CSV and tab-separated text.

Each writer takes the headings and rows of typed values (text, whole or decimal number, day, `Euros`, `Share`, None),
one row at a time, and writes to an open binary file: memory stays flat however many rows.
"""

import csv
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import IO, TypeAlias
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

from chaland.kernel.numbers import is_english


@dataclass(frozen=True, slots=True)
class Euros:
    """An amount, in cents."""

    cents: int

    @property
    def amount(self) -> Decimal:
        return Decimal(self.cents).scaleb(-2)


@dataclass(frozen=True, slots=True)
class Share:
    """A share shown as a percentage."""

    percent: float


Cell: TypeAlias = str | int | float | date | Euros | Share | None
Cells: TypeAlias = Sequence[Cell]
Writer: TypeAlias = Callable[[IO[bytes], Sequence[str], Iterable[Cells], str], None]

# What a spreadsheet takes for a formula at the start of a text cell. Source: OWASP, CSV Injection.
_TRIGGERS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_WIDTH = 16


def write_csv(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells], language: str) -> None:
    """Write for a double click in a spreadsheet: UTF-8 with its mark, semicolons where commas are decimal."""
    _write_text(file, headings, rows, language, "," if is_english(language) else ";")


def write_txt(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells], language: str) -> None:
    """Write text apart by tabs."""
    _write_text(file, headings, rows, language, "\t")


def _write_text(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells], language: str, separator: str) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=separator)
    writer.writerow([harmless(heading) for heading in headings])
    writer.writerows([_as_text(cell, language) for cell in row] for row in rows)
    text.detach()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet runs as a formula: an apostrophe stands before what would start one.

    >>> harmless("=1+1"), harmless("Claire")
    ("'=1+1", 'Claire')
    """
    return f"'{text}" if text.startswith(_TRIGGERS) else text


def _as_text(cell: Cell, language: str) -> str:
    match cell:
        case None:
            return ""
        case str():
            return harmless(cell)
        case Euros():
            return _decimal(f"{cell.amount:.2f}", language)
        case Share():
            return _decimal(f"{cell.percent}%", language)
        case date():
            return cell.isoformat() if is_english(language) else f"{cell:%d/%m/%Y}"
    return _decimal(str(cell), language)


def _decimal(number: str, language: str) -> str:
    return number if is_english(language) else number.replace(".", ",")


def write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells], language: str) -> None:
    """Write a workbook of one sheet, its first row frozen; texts stay texts, whatever they begin with."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd" if is_english(language) else "dd/mm/yyyy"})
    euros, share = book.add_format({"num_format": "#,##0.00 €"}), book.add_format({"num_format": "0%"})
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, max(0, len(headings) - 1), _WIDTH)
    for column, heading in enumerate(headings):
        sheet.write_string(0, column, heading, bold)
    for place, row in enumerate(rows, 1):
        for column, cell in enumerate(row):
            match cell:
                case None:
                    continue
                case str():
                    sheet.write_string(place, column, cell)
                case Euros():
                    sheet.write_number(place, column, float(cell.amount), euros)
                case Share():
                    sheet.write_number(place, column, cell.percent / 100, share)
                case date():
                    sheet.write_datetime(place, column, cell, day)
                case _:
                    sheet.write_number(place, column, cell)
    book.close()


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = f"""<?xml version="1.0" encoding="UTF-8"?>
<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="{_ODS}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
</manifest:manifest>"""
_CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"
 xmlns:number="urn:oasis:names:tc:opendocument:xmlns:datastyle:1.0" office:version="1.3">
<office:automatic-styles>
<number:date-style style:name="days"><number:day number:style="long"/><number:text>/</number:text>
<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>
<style:style style:name="day" style:family="table-cell" style:data-style-name="days"/>
</office:automatic-styles>
<office:body><office:spreadsheet><table:table table:name="Chaland">"""
_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


def write_ods(file: IO[bytes], headings: Sequence[str], rows: Iterable[Cells], language: str) -> None:
    """Write an OpenDocument sheet. Written here because libraries build the whole tree in memory first."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), _ODS)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        with archive.open("content.xml", "w", force_zip64=True) as content:
            for part in _ods_parts(headings, rows):
                content.write(part.encode())


def _ods_parts(headings: Sequence[str], rows: Iterable[Cells]) -> Iterator[str]:
    yield _CONTENT
    yield _ods_row(headings)
    for row in rows:
        yield _ods_row(row)
    yield _END


def _ods_row(row: Cells) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>"


def _ods_cell(cell: Cell) -> str:
    match cell:
        case None:
            return "<table:table-cell/>"
        case str():
            text = escape(_NOT_XML.sub("", cell))
            return f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        case Euros():
            return _ods_number("currency", cell.amount, 'office:currency="EUR"')
        case Share():
            return _ods_number("percentage", cell.percent / 100)
        case date():
            attributes = f'table:style-name="day" office:value-type="date" office:date-value="{cell.isoformat()}"'
            return f"<table:table-cell {attributes}><text:p>{cell:%d/%m/%Y}</text:p></table:table-cell>"
    return _ods_number("float", cell)


def _ods_number(kind: str, value: float | Decimal, more: str = "") -> str:
    attributes = f'office:value-type="{kind}" office:value={quoteattr(str(value))} {more}'
    return f"<table:table-cell {attributes}><text:p>{value}</text:p></table:table-cell>"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file. most_rows: what its programs can open, None without a limit."""

    write: Writer
    content_type: str
    most_rows: int | None = None


FORMATS: Mapping[str, Format] = {
    "xlsx": Format(write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", 1_000_000),
    "csv": Format(write_csv, "text/csv; charset=utf-8"),
    "txt": Format(write_txt, "text/tab-separated-values; charset=utf-8"),
    "ods": Format(write_ods, _ODS, 1_000_000),
}
