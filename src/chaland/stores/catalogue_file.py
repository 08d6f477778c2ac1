"""Reading a CSV file of products, row by row, without a database."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from chaland.kernel.errors import Refusal
from chaland.kernel.money import Cents
from chaland.kernel.text import clean, fold
from chaland.stores.rules import LONGEST_ADDRESS, PATH_SEPARATOR, read_address, read_price

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
    "price": 40,
    "picture": LONGEST_ADDRESS,
    "link": LONGEST_ADDRESS,
}
"""The columns that are read, and the longest text of each."""

_ALSO_CALLED = {
    "sku": ("reference", "ref", "code_article", "article_code"),
    "ean": ("ean13", "code_barre", "code_barres", "gencod", "barcode", "gtin"),
    "name": ("nom", "designation", "libelle", "produit", "product"),
    "kind": ("nature", "type"),
    "category": ("famille", "categorie", "rayon", "family"),
    "brand": ("marque",),
    "line": ("gamme", "ligne"),
    "price_level": ("niveau_de_prix", "gamme_de_prix"),
    "size": ("taille", "pointure"),
    "colour": ("couleur", "coloris", "color"),
    "material": ("matiere",),
    "price": ("prix", "prix_ttc", "prix_de_vente", "prix_de_vente_ttc", "prix_public", "pv_ttc", "tarif"),
    "picture": ("photo", "image", "visuel", "picture_url", "photo_url", "image_url", "url_photo", "url_image",
                "lien_photo", "lien_image", "image_link"),
    "link": ("lien", "url", "page", "lien_produit", "url_produit", "product_url", "fiche_produit"),
}  # fmt: skip
_COLUMNS_BY_NAME = {name: column for column, names in _ALSO_CALLED.items() for name in (column, *names)}

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
    values: dict[str, str | Cents]


@dataclass(frozen=True, slots=True)
class RowError:
    """One row refused, and why."""

    row: int
    refusal: Refusal


def read_products(content: bytes) -> Iterator[ProductRow | RowError]:
    """Read a CSV file whose first line names columns of `COLUMNS`, in any order, in English or French.

    Others are passed over; of two that mean the same, so is the one that is not called by its own name, or the later.

    Comma, semicolon or tab between cells; UTF-8. Raises Refusal `file_too_large`, `file_not_text`,
    `column_missing` when there is no column sku.
    """
    reader = csv.reader(io.StringIO(_decoded(content), newline=""), _dialect(content))
    names = _columns(next(_rows(reader), []))
    if "sku" not in names:
        raise Refusal("column_missing", text="sku")
    seen: set[str] = set()
    for number, cells in enumerate(_rows(reader), start=2):
        if any(cell.strip() for cell in cells):
            yield read_row(number, dict(zip(names, cells, strict=False)), seen)


def _columns(written: list[str]) -> list[str]:
    """Return the column that each name means, empty for none."""
    names = [re.sub(r"[^a-z0-9]+", "_", fold(name)).strip("_") for name in written]
    taken = set(names) & set(COLUMNS)
    columns = []
    for name in names:
        column = _COLUMNS_BY_NAME.get(name, "")
        is_new = name in COLUMNS or column not in taken
        columns.append(column if is_new else "")
        taken.add(column)
    return columns


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


def read_row(number: int, cells: Mapping[str, str], seen: set[str]) -> ProductRow | RowError:
    """Read one row by its columns. seen: the skus of those before, to which its own is added."""
    try:
        values = {name: value for name in COLUMNS if (value := _read_cell(name, cells.get(name, ""))) != ""}
        sku = _new_sku(str(values.pop("sku", "")), seen)
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


def _read_cell(name: str, text: str) -> str | Cents:
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


_READERS: dict[str, Callable[[str], str | Cents]] = {
    "ean": _read_ean,
    "kind": _read_kind,
    "category": _read_category,
    "price": read_price,
    "picture": read_address,
    "link": read_address,
}
