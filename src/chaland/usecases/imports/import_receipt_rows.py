"""The rows of one receipt read into what a till would have said."""

import re
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from chaland.kernel.barcode import normalise_card
from chaland.kernel.dates import parse_moment
from chaland.kernel.errors import Refusal
from chaland.kernel.money import parse_cents
from chaland.kernel.payment import mask_card_numbers
from chaland.kernel.quantity import parse_milli
from chaland.stores.models import Store
from chaland.stores.queries import the_network
from chaland.stores.rules import Description
from chaland.usecases.imports.import_cells import about, required, text
from chaland.usecases.imports.import_staging import HEAD, Staged
from chaland.usecases.imports.import_tidy import unquote
from chaland.usecases.sales.record_receipts import LineInput, ReceiptInput

COLUMNS = (
    "store", "till", "number", "sold_at", "customer", "card", "seller", "payment_method", "sku", "label", "category",
    "brand", "line", "size", "colour", "material", "price_level", "quantity", "amount",
)  # fmt: skip
REQUIRED = ("store", "till", "number", "sold_at", "quantity", "amount")
REMEMBERED = 50_000
_PATH_MARK = re.compile(r"\s*>\s*")
_FAMILY_NAME = 100


@dataclass(frozen=True, slots=True)
class Taken:
    """One receipt of the file: what it says or why it cannot be read, the row to name, how many rows it had."""

    row: int
    rows: int
    said: ReceiptInput | None
    refusal: Refusal | None

    @property
    def owner(self) -> str:
        """Whose it is, as far as the file tells."""
        return (self.said.customer or self.said.card or self.said.number) if self.said else ""


class Zones:
    """The time zones of the stores by code; one not yet opened will have the network's."""

    def __init__(self) -> None:
        self._network = ZoneInfo(the_network().time_zone)
        self._known = {code: ZoneInfo(zone) for code, zone in Store.objects.values_list("code", "time_zone")}

    def of(self, store: str) -> ZoneInfo:
        """Return the zone in which a store's moments are read."""
        return self._known.get(store, self._network)


def taken(staged: Staged, zones: Zones) -> Taken:
    """Read one receipt; one bad line rejects it whole, and is the row that is named."""
    row = staged.numbers[0]
    if staged.refusal:
        return Taken(row, len(staged.numbers), None, staged.refusal)
    try:
        lines = []
        for row, cells in zip(staged.numbers, staged.lines, strict=True):  # noqa: B007 - names the row that fails
            lines.append(_line(cells))
        row = staged.numbers[0]
        return Taken(row, len(lines), _receipt(staged.heads, tuple(lines), zones), None)
    except Refusal as refusal:
        return Taken(row, len(staged.numbers), None, refusal)


def _receipt(heads: list[list[str]], lines: tuple[LineInput, ...], zones: Zones) -> ReceiptInput:
    store, till, number, sold_at = heads[0][:4]
    customer, card, seller, payment_method = (_agreed(heads, place) for place in range(4, HEAD))
    store = required("store", store, 40)
    return ReceiptInput(
        store=store,
        till=required("till", till, 40),
        number=required("number", number, 64),
        sold_at=_moment(sold_at, zones.of(store)),
        total_cents=sum(line.amount_cents for line in lines),
        lines=lines,
        customer=text("customer", customer, 64),
        card=about("card", normalise_card, card) if card else "",
        seller=text("seller", seller, 40),
        payment_method=text("payment_method", mask_card_numbers(payment_method), 40),
    )


def _agreed(heads: list[list[str]], place: int) -> str:
    """Return what the lines of a receipt say of it; a line may leave it out. Raises Refusal `receipt_lines_differ`."""
    if len(heads) == 1:
        return heads[0][place].strip()
    said = {cell for cells in heads if (cell := cells[place].strip())}
    if len(said) > 1:
        raise Refusal("receipt_lines_differ", field=COLUMNS[place], values=", ".join(sorted(said)))
    return said.pop() if said else ""


def _line(cells: list[str]) -> LineInput:
    *article, quantity, amount = cells
    sku, said = _article(tuple(article))
    return LineInput(sku, _quantity(quantity), _amount(amount), said)


# The same articles, quantities and prices come again and again: reading each once takes a third of the time.
@lru_cache(maxsize=REMEMBERED)
def _article(cells: tuple[str, ...]) -> tuple[str, Description]:
    """Return the sku of a row's article, and what the row says of it."""
    typed, label, category, brand, line, size, colour, material, price_level = map(unquote, cells)
    sku = text("sku", typed, 64)
    said = Description(
        text("label", label, 200),
        _category(category),
        text("brand", brand, 100),
        text("line", line, 100),
        text("size", size, 50),
        text("colour", colour, 50),
        text("material", material, 100),
        text("price_level", price_level, 50),
    )
    if not (sku or said.label or said.category):
        raise Refusal("line_without_article", field="sku")
    return sku, said


@lru_cache(maxsize=REMEMBERED)
def _quantity(cell: str) -> int:
    return about("quantity", parse_milli, cell)


@lru_cache(maxsize=REMEMBERED)
def _amount(cell: str) -> int:
    return about("amount", parse_cents, cell)


def _category(path: str) -> str:
    if not path.strip():
        return ""
    names = _PATH_MARK.split(text("category", path, 500))
    if not all(names) or max(map(len, names)) > _FAMILY_NAME:
        raise Refusal("category_path_not_understood", field="category", text=path)
    return " > ".join(names)


@lru_cache(maxsize=REMEMBERED)
def _moment(cell: str, zone: ZoneInfo) -> datetime:
    return about("sold_at", parse_moment, cell, zone)
