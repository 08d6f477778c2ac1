"""Exact decimal numbers as people write them, read into integers and written in the reader's language."""

import re
from dataclasses import dataclass
from decimal import Decimal

from chaland.kernel.errors import Refusal

THIN_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"
MINUS = "\u2212"

_LONGEST = 40
_SPACES = re.compile(f"[ {NO_BREAK_SPACE}{THIN_SPACE}]")
_PLAIN = re.compile(r"(?P<whole>[0-9]{1,18})(?:[.,](?P<part>[0-9]{1,9}))?")
_SPACED = re.compile(r"(?P<whole>[0-9]{1,3}(?: [0-9]{3})+)(?:[.,](?P<part>[0-9]{1,9}))?")
# A point and a comma together leave no doubt about which of them begins the decimals.
_POINTED = re.compile(r"(?P<whole>[0-9]{1,3}(?:\.[0-9]{3})+),(?P<part>[0-9]{1,9})")
_COMMAED = re.compile(r"(?P<whole>[0-9]{1,3}(?:,[0-9]{3})+)\.(?P<part>[0-9]{1,9})")


@dataclass(frozen=True, slots=True)
class Separators:
    """How a language writes numbers: between thousands, before decimals, before a percent sign."""

    thousands: str
    decimals: str
    before_percent: str


_FRENCH = Separators(THIN_SPACE, ",", NO_BREAK_SPACE)
_ENGLISH = Separators(",", ".", "")


def is_english(language: str) -> bool:
    """Tell whether a language code is an English one; everything else is written the French way."""
    return language.lower().startswith("en")


def separators(language: str) -> Separators:
    return _ENGLISH if is_english(language) else _FRENCH


def parse_scaled(value: str | int | Decimal, places: int) -> int:
    """Read a decimal number exactly, as an integer of 10^-places units.

    Text takes a comma or a point, thousands apart by spaces, a sign before or after. Exponents, NaN, infinities,
    digits other than 0-9, more decimals than `places`, and a float are refused.
    Raises Refusal `number_not_understood` or `number_too_precise`.

    >>> parse_scaled("1 234,5", 2), parse_scaled("-0", 2), parse_scaled(12, 2)
    (123450, 0, 1200)
    """
    if isinstance(value, str):
        return _scaled_text(value, places)
    if isinstance(value, bool | float):
        raise Refusal("number_not_understood", text=str(value))
    if isinstance(value, Decimal):
        return _scaled_decimal(value, places)
    return int(value * 10**places)


def _scaled_decimal(value: Decimal, places: int) -> int:
    # The size is looked at first: 1E+999999 as an integer would fill the memory.
    if not value.is_finite() or value.adjusted() > _LONGEST:
        raise Refusal("number_not_understood", text=str(value)[:_LONGEST])
    sign, digits, exponent = value.as_tuple()
    shift = int(exponent) + places
    whole = int("".join(map(str, digits)) or "0")
    if shift < 0 and not whole:
        return 0
    if shift < -_LONGEST or (shift < 0 and whole % 10**-shift):
        raise Refusal("number_too_precise", text=str(value)[:_LONGEST], places=places)
    scaled: int = whole * 10**shift if shift >= 0 else whole // 10**-shift
    return -scaled if sign else scaled


def _scaled_text(text: str, places: int) -> int:
    sign, digits = _split_sign(text)
    digits = _SPACES.sub(" ", digits)
    found = next((m for shape in (_PLAIN, _SPACED, _POINTED, _COMMAED) if (m := shape.fullmatch(digits))), None)
    if found is None:
        raise Refusal("number_not_understood", text=text[:_LONGEST])
    part = found["part"] or ""
    if len(part) > places:
        raise Refusal("number_too_precise", text=text[:_LONGEST], places=places)
    whole = re.sub("[^0-9]", "", found["whole"])
    return sign * int(whole + part.ljust(places, "0"))


def _split_sign(text: str) -> tuple[int, str]:
    stripped = text.strip() if len(text) <= _LONGEST else ""
    stripped = stripped.replace(MINUS, "-")
    if stripped.startswith(("+", "-")):
        return (-1 if stripped[0] == "-" else 1), stripped[1:].lstrip()
    # Accounting packages write the sign of a credit last: 12,50-
    if stripped.endswith("-"):
        return -1, stripped[:-1].rstrip()
    return 1, stripped


def format_scaled(value: int, places: int, language: str) -> str:
    """Write an integer of 10^-places units with all its decimals, below zero with a true minus sign.

    >>> format_scaled(-123456, 2, "en")
    '−1,234.56'
    """
    marks = separators(language)
    whole, part = divmod(abs(value), 10**places)
    sign = MINUS if value < 0 else ""
    grouped = f"{whole:,}".replace(",", marks.thousands)
    return f"{sign}{grouped}{marks.decimals}{part:0{places}d}" if places else f"{sign}{grouped}"


def rounded(value: int, unit: int) -> int:
    """Divide by `unit` and round to the nearest, halves away from zero: 250 by 100 is 3, -250 is -3."""
    nearest = (abs(value) + unit // 2) // unit
    return -nearest if value < 0 else nearest


def format_number(value: int, language: str) -> str:
    """Write a whole number with its thousands apart.

    >>> format_number(155848, "en")
    '155,848'
    """
    return format_scaled(value, 0, language)


def format_decimal(value: float | Decimal, places: int, language: str) -> str:
    """Write a measured number rounded to `places` decimals, halves away from zero.

    >>> format_decimal(2.345, 1, "fr")
    '2,3'
    """
    exact = Decimal(str(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return "—"
    shifted = exact.scaleb(places)
    return format_scaled(int(shifted.to_integral_value(rounding="ROUND_HALF_UP")), places, language)


def format_percent(share: float | Decimal, language: str, places: int = 0) -> str:
    """Write a share, 0 to 1, as a percentage.

    >>> format_percent(0.125, "en", 1)
    '12.5%'
    """
    percent = Decimal(str(share)) * 100
    return f"{format_decimal(percent, places, language)}{separators(language).before_percent}%"
