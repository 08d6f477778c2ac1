"""Loyalty card numbers and EAN-13 codes."""

import re

from chaland.kernel.errors import Refusal
from chaland.kernel.text import strip_invisible

_EAN13 = re.compile(r"[0-9]{13}")
_EAN13_WITHOUT_CHECK = re.compile(r"[0-9]{12}")
_CARD = re.compile(r"[0-9A-Za-z]{1,40}")
_FILLERS = re.compile(r"[\s\u002d\u2010-\u2015\u2212]+")
# 3700000000000 shown by a spreadsheet as 3,70E+12: the digits are gone for good.
_SPREADSHEET = re.compile(r"[0-9][.,][0-9]+E\+?[0-9]+", re.IGNORECASE)
_SHOWN = 60


def ean13_check_digit(first_twelve: str) -> str:
    """Return the thirteenth digit. Raises Refusal `barcode_not_understood` unless given twelve digits.

    >>> ean13_check_digit("376000000001")
    '7'
    """
    if not _EAN13_WITHOUT_CHECK.fullmatch(first_twelve):
        raise Refusal("barcode_not_understood", text=first_twelve[:_SHOWN])
    weighted = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(first_twelve))
    return str(-weighted % 10)


def is_ean13(text: str) -> bool:
    """Tell whether it is thirteen digits, the last of which checks the others."""
    return bool(_EAN13.fullmatch(text)) and ean13_check_digit(text[:12]) == text[12]


def normalise_card(text: str) -> str:
    """Return a card number as it is kept: digits and capitals, leading zeros included, no spaces or dashes.

    Raises Refusal `card_damaged_by_spreadsheet` for 3.70E+12, `card_not_understood` for anything else that is not
    1 to 40 letters and digits.

    >>> normalise_card(" 000-123 abc ")
    '000123ABC'
    """
    stripped = strip_invisible(text).strip().removeprefix("'")
    if _SPREADSHEET.fullmatch(stripped):
        raise Refusal("card_damaged_by_spreadsheet", text=stripped[:_SHOWN])
    compact = _FILLERS.sub("", stripped)
    if not _CARD.fullmatch(compact):
        raise Refusal("card_not_understood", text=text[:_SHOWN])
    return compact.upper()
