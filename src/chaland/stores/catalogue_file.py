"""Reading a CSV file of products, row by row, without a database."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from chaland.kernel.errors import Refusal
from chaland.kernel.text import clean, fold
from chaland.stores.rules import PATH_SEPARATOR

LARGEST_MB = 30
COLUMNS: dict[str, int] = {
    "sku": 64,
    "ean": 14,
    "name": 200,
    "kind": 30,
    "category": 500,
    "brand": 100,
    "line": 100,
    "price_level": 50,
    "size": 50,
    "colour": 50,
    "material": 100,
}
"""The columns that are read, and the longest text of each."""

_KINDS = {
    "article": "article", "articles": "article", "produit": "article", "product": "article",
    "service": "service", "services": "service", "prestation": "service",
    "work": "work", "works": "work", "travaux": "work",
}  # fmt: skip
_EAN_LENGTHS = range(8, 15)


@dataclass(frozen=True, slots=True)
class ProductRow:
    """One row understood: its number in the file (the line of names is 1) and its cells that are not empty."""

    row: int
    sku: str
    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class RowError:
    """One row refused, and why."""

    row: int
    refusal: Refusal


def read_products(content: bytes) -> Iterator[ProductRow | RowError]:
    """Read a CSV file whose first line names columns of `COLUMNS`; others are passed over, in any order.

    Comma, semicolon or tab between cells; UTF-8. Raises Refusal `file_too_large`, `file_not_text`,
    `column_missing` when there is no column sku.
    """
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), _dialect(content))
    names = [fold(name).replace(" ", "_") for name in next(_rows(reader), [])]
    if "sku" not in names:
        raise Refusal("column_missing", text="sku")
    seen: set[str] = set()
    for number, cells in enumerate(_rows(reader), start=2):
        if any(cell.strip() for cell in cells):
            yield _read_row(number, dict(zip(names, cells, strict=False)), seen)


def _rows(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        raise Refusal("file_not_text") from None


def _decoded(content: bytes) -> str:
    if len(content) > LARGEST_MB * 1024 * 1024:
        raise Refusal("file_too_large", limit=LARGEST_MB)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("file_not_text") from None
    if "\x00" in text:
        raise Refusal("file_not_text")
    return text


def _dialect(content: bytes) -> type[csv.Dialect]:
    first = content.split(b"\n", 1)[0].decode("utf-8", "replace")
    best = max(",;\t", key=first.count)

    class Dialect(csv.excel):
        delimiter = best

    return Dialect


def _read_row(number: int, cells: dict[str, str], seen: set[str]) -> ProductRow | RowError:
    try:
        values = {name: value for name in COLUMNS if (value := _read_cell(name, cells.get(name, "")))}
        sku = _new_sku(values.pop("sku", ""), seen)
    except Refusal as refusal:
        return RowError(number, refusal)
    seen.add(sku)
    return ProductRow(number, sku, values)


def _new_sku(sku: str, seen: set[str]) -> str:
    if not sku:
        raise Refusal("sku_missing", field="sku")
    if sku in seen:
        raise Refusal("sku_twice", field="sku", text=sku)
    return sku


def _read_cell(name: str, text: str) -> str:
    try:
        value = clean(text, COLUMNS[name])
        return _READERS[name](value) if value and name in _READERS else value
    except Refusal as refusal:
        raise refusal.about(name) from None


def _read_ean(text: str) -> str:
    if not (text.isascii() and text.isdigit() and len(text) in _EAN_LENGTHS):
        raise Refusal("ean_not_understood", text=text)
    return text


def _read_kind(text: str) -> str:
    if fold(text) not in _KINDS:
        raise Refusal("kind_unknown", text=text)
    return _KINDS[fold(text)]


def _read_category(text: str) -> str:
    names = [clean(name, 100) for name in text.split(">")]
    return PATH_SEPARATOR.join(filter(None, names))


_READERS = {"ean": _read_ean, "kind": _read_kind, "category": _read_category}
