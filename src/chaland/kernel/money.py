"""Amounts of money: integer cents, never floats."""

import re
from decimal import Decimal
from typing import TypeAlias

from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import MINUS, NO_BREAK_SPACE, format_scaled, is_english, parse_scaled, rounded

Cents: TypeAlias = int

MAX_CENTS: Cents = 10**12

_LONGEST = 40
_CURRENCY_LAST = re.compile(r"\s*(?:€|EUR|EUROS?)\s*$", re.IGNORECASE)
_CURRENCY_FIRST = re.compile(r"^\s*(?P<sign>[+\u2212-]?)\s*(?:€|EUR)\s*", re.IGNORECASE)


def parse_cents(value: str | int | Decimal) -> Cents:
    """Read an amount in euros into cents.

    Text takes a comma or a point, spaces between thousands and one € or EUR; an int counts whole euros.
    Raises Refusal `amount_not_understood`, `amount_too_precise` (over two decimals) or `amount_too_large`
    (over ten thousand million euros either way).

    >>> parse_cents("1 234,56 €"), parse_cents("12.5"), parse_cents("-0"), parse_cents(Decimal("-3.10"))
    (123456, 1250, 0, -310)
    """
    if isinstance(value, str):
        value = _without_currency(value)
    try:
        cents = parse_scaled(value, 2)
    except Refusal as refusal:
        raise Refusal(_CODES[refusal.code], text=refusal.params["text"]) from None
    if abs(cents) > MAX_CENTS:
        raise Refusal("amount_too_large", limit_cents=MAX_CENTS)
    return cents


def _without_currency(text: str) -> str:
    if len(text) > _LONGEST:
        return text
    amount = _CURRENCY_LAST.sub("", text)
    return _CURRENCY_FIRST.sub(r"\g<sign>", text) if amount == text else amount


_CODES = {"number_not_understood": "amount_not_understood", "number_too_precise": "amount_too_precise"}


def format_euros(cents: Cents, language: str) -> str:
    """Write an amount with its cents: 1 234,56 € in French (no-break spaces), €1,234.56 in English.

    >>> format_euros(-123456, "en")
    '−€1,234.56'
    """
    return _with_sign(cents, format_scaled(abs(cents), 2, language), language)


def format_euros_round(cents: Cents, language: str) -> str:
    """Write an amount to the nearest euro, halves away from zero.

    >>> format_euros_round(123450, "en")
    '€1,235'
    """
    euros = rounded(cents, 100)
    return _with_sign(euros, format_scaled(abs(euros), 0, language), language)


def _with_sign(value: int, digits: str, language: str) -> str:
    sign = MINUS if value < 0 else ""
    return f"{sign}€{digits}" if is_english(language) else f"{sign}{digits}{NO_BREAK_SPACE}€"
