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


IN_STORE_PREFIX = "29"
"""Of the prefixes 20 to 29, which belong to the shop alone; the others often carry weighed goods. Source: GS1."""
# Digits in the left half, of odd parity, as bars (1) and spaces (0). Source: ISO/IEC 15420, table 1.
_ODD = ("0001101", "0011001", "0010011", "0111101", "0100011", "0110001", "0101111", "0111011", "0110111", "0001011")
# Which of the six left digits are written with even parity, by the first digit. Source: the same, table 3.
_EVEN_AT = ((), (2, 4, 5), (2, 3, 5), (2, 3, 4), (1, 4, 5), (1, 2, 5), (1, 2, 3), (1, 3, 5), (1, 3, 4), (1, 2, 4))
# The right half is the negative of odd parity; even parity is that, read backwards.
_INVERTED = str.maketrans("01", "10")


def ean13_modules(number: str) -> str:
    """Return the 95 bars (1) and spaces (0) of an EAN-13 code. Raises Refusal `barcode_not_understood`.

    >>> ean13_modules("2900000000001")[:17]
    '10100010110001101'
    """
    if not is_ean13(number):
        raise Refusal("barcode_not_understood", text=number[:_SHOWN])
    even = _EVEN_AT[int(number[0])]
    left = (_even(digit) if place in even else _ODD[int(digit)] for place, digit in enumerate(number[1:7]))
    right = (_ODD[int(digit)].translate(_INVERTED) for digit in number[7:])
    return "".join(("101", *left, "01010", *right, "101"))


def _even(digit: str) -> str:
    return _ODD[int(digit)].translate(_INVERTED)[::-1]


def card_number(prefix: str, drawn: int) -> str:
    """Return the number of a card of the shop's own: the prefix, what was drawn, the check digit.

    >>> card_number("29", 123456)
    '2900001234566'
    """
    first = prefix + str(drawn).zfill(12 - len(prefix))
    return first + ean13_check_digit(first)
