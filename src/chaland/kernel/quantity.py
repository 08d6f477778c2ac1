"""Quantities sold: integer thousandths, so that 0.375 kg is 375."""

from decimal import Decimal
from typing import TypeAlias

from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import format_scaled, parse_scaled, separators

Milli: TypeAlias = int

MAX_MILLI: Milli = 10**9
"""A million units: fuel is sold by tens of thousands, nothing at a till by millions."""


def parse_milli(value: str | int | Decimal) -> Milli:
    """Read a quantity into thousandths; an int counts whole units, zero and negative ones pass.

    Raises Refusal `quantity_not_understood`, `quantity_too_precise` (over three decimals) or
    `quantity_too_large` (a million units or more either way).

    >>> parse_milli("0,375"), parse_milli("89638"), parse_milli(-1)
    (375, 89638000, -1000)
    """
    try:
        milli = parse_scaled(value, 3)
    except Refusal as refusal:
        raise Refusal(_CODES[refusal.code], text=refusal.params["text"]) from None
    if abs(milli) >= MAX_MILLI:
        raise Refusal("quantity_too_large", limit_milli=MAX_MILLI)
    return milli


_CODES = {"number_not_understood": "quantity_not_understood", "number_too_precise": "quantity_too_precise"}


def format_milli(milli: Milli, language: str) -> str:
    """Write a quantity with only the decimals it has.

    Thousands are apart by a thin space in English too: 1,250 would be read back as one and a quarter.

    >>> format_milli(375, "fr"), format_milli(-2000, "fr"), format_milli(1500, "en")
    ('0,375', '−2', '1.5')
    """
    if milli % 1000 == 0:
        return format_scaled(milli // 1000, 0, "fr")
    written = format_scaled(milli, 3, "fr").rstrip("0")
    return written.replace(",", separators(language).decimals)
