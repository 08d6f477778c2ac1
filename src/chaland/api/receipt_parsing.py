"""A receipt in JSON, read by hand into the use case's input: a till waits for this answer."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from chaland.api.fields import Fields
from chaland.api.problems import Invalid, Problem
from chaland.api.schemas.asked import LineAsked, ReceiptAsked
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import Refusal
from chaland.kernel.payment import mask_card_numbers
from chaland.kernel.text import clean
from chaland.sales.rules.receipts import MOST_LINES, LineInput, ReceiptInput
from chaland.stores.rules import UNDESCRIBED, Description

CURRENCY = "EUR"
MOST_VOUCHERS = 10

_RECEIPT = frozenset(ReceiptAsked.model_fields)
_LINE = frozenset(LineAsked.model_fields)
# Most lines have none of them: the article is known by its sku.
_DESCRIBED = (
    ("label", 200), ("brand", 100), ("line", 100), ("size", 50), ("colour", 50), ("material", 100), ("price_level", 50),
)  # fmt: skip
_PATH_MARK = re.compile(r"\s*>\s*")
_LONGEST_PAYMENT_TEXT = 100
_LONGEST_PAYMENT = 40
_LONGEST_CODE = 40

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def naive_stores(bodies: list[Any]) -> set[str]:
    """Return the codes of the stores whose own zone is needed, for they give moments without an offset."""
    return {
        body["store"]
        for body in bodies
        if type(body) is dict and _may_be_a_code(body.get("store")) and _lacks_offset(body.get("sold_at"))
    }


def _may_be_a_code(text: Any) -> bool:
    return type(text) is str and text.isprintable()


def _lacks_offset(text: Any) -> bool:
    # The offset stands after the tenth character: the day has hyphens of its own.
    return type(text) is str and not ("Z" in text or "+" in text[10:] or "-" in text[10:])


def parse_receipt(body: Any, zones: Mapping[str, ZoneInfo]) -> ReceiptInput:
    """Return the receipt that a JSON value describes.

    zones: of the stores of `naive_stores`, by code; without one a moment without an offset is UTC.
    Raises Invalid, every mistake with its pointer, and Problem 413 above `MOST_LINES` lines.
    """
    refusals: list[Refusal] = []
    fields = Fields(body, "", _RECEIPT, refusals)
    if refusals and not fields.data:
        raise Invalid(refusals)
    store = fields.text("store", 40, required=True)
    total = fields.cents("total")
    lines = parse_lines(fields)
    receipt = ReceiptInput(
        store=store,
        till=fields.text("till", 40, required=True),
        number=_number(fields),
        sold_at=_aware(fields.moment("sold_at", required=True), zones.get(store)),
        total_cents=total or 0,
        lines=lines,
        uuid=fields.uuid("uuid"),
        customer=fields.text("customer", 64),
        card=_card(fields),
        seller=fields.text("seller", 40),
        payment_method=_payment_method(fields),
        vouchers=_vouchers(fields) if "vouchers" in fields.data else (),
    )
    _check_currency(fields)
    _check_return(fields, total or 0)
    if refusals:
        raise Invalid(refusals)
    return receipt


def _aware(moment: datetime | None, zone: ZoneInfo | None) -> datetime:
    if moment is None:
        return _EPOCH
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone or UTC)).astimezone(UTC)


def _number(fields: Fields) -> str:
    number = fields.text("number", 64, required=True)
    # Cleaning turned a line break into a space: a number that had one is not the number printed.
    return fields.data["number"] if number and number != fields.data["number"].strip(" ") else number


def _card(fields: Fields) -> str:
    card = fields.text("card", 60)
    return fields.read("card", lambda: normalise_card(card), "") if card else ""


def _payment_method(fields: Fields) -> str:
    label = fields.text("payment_method", _LONGEST_PAYMENT_TEXT)
    masked = mask_card_numbers(label) if label else ""
    return fields.read("payment_method", lambda: clean(masked, _LONGEST_PAYMENT), "") if masked else ""


def _vouchers(fields: Fields) -> tuple[str, ...]:
    codes = fields.data["vouchers"] or []
    if type(codes) is not list or len(codes) > MOST_VOUCHERS or not all(type(code) is str for code in codes):
        fields.refuse("vouchers", Refusal("list_expected"))
        return ()
    return tuple(dict.fromkeys(code[:_LONGEST_CODE] for code in codes))


def _check_currency(fields: Fields) -> None:
    currency = fields.text("currency", 20)
    if currency and currency != CURRENCY:
        fields.refuse("currency", Refusal("currency_not_supported", text=currency))


def _check_return(fields: Fields, total: int) -> None:
    if fields.flag("is_return") and total > 0:
        name = "total" if fields.data.get("total") is not None else "total_cents"
        fields.refuse(name, Refusal("return_with_positive_total"))


def parse_lines(fields: Fields) -> tuple[LineInput, ...]:
    """Return the lines of a receipt or a cart. Raises Problem 413 above `MOST_LINES`."""
    items = fields.items("lines")
    if len(items) > MOST_LINES:
        raise Problem(413, "too_many_lines", limit=MOST_LINES)
    return tuple(_line(Fields(item, f"/lines/{at}", _LINE, fields.refusals)) for at, item in enumerate(items))


def _line(fields: Fields) -> LineInput:
    if not fields.data:
        return LineInput("", 0, 0)
    described = {name: fields.text(name, limit) for name, limit in _DESCRIBED if name in fields.data}
    sku, category = fields.text("sku", 64), _category(fields)
    if not (sku or category or described.get("label")):
        fields.refuse("sku", Refusal("line_without_article"))
    said = Description(category=category, **described) if category or described else UNDESCRIBED
    return LineInput(sku, fields.milli("quantity"), fields.cents("amount") or 0, said)


def _category(fields: Fields) -> str:
    """Return a path of families, their names apart by " > "."""
    path = fields.text("category", 500)
    if not path:
        return ""
    names = _PATH_MARK.split(path)
    if not all(names) or max(map(len, names)) > 100:  # noqa: PLR2004 - what a family's name may hold
        fields.refuse("category", Refusal("category_path_not_understood", text=path))
    return " > ".join(names)
