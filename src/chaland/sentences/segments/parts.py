"""The words for what a condition's slots hold: numbers, days, stores, choices."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from math import ceil

from django.utils.translation import get_language, gettext, ngettext

from chaland.kernel.dates import format_day
from chaland.kernel.numbers import MINUS, format_number, is_english, separators
from chaland.segments.slots import Comparison, Unit, Window
from chaland.segments.tree import Condition
from chaland.sentences.segments.words import Names, Phrase, fill, listed, quoted

NOTHING: Phrase = ()
_CENTS = 100

Counted = Callable[[int], str]
"""A counted thing with its number as {n}, by how many there are: "{n} visit" or "{n} visits"."""


def number_text(amount: float | Decimal, *, places: int = 0) -> str:
    """Return a number with all the decimals it has, at least `places` of them."""
    language = get_language() or "fr"
    exact = Decimal(str(amount))
    sign, digits = (MINUS if exact < 0 else ""), format(abs(exact), "f")
    whole, _point, part = digits.partition(".")
    part = part.rstrip("0").ljust(places if part.strip("0") or places else 0, "0")
    grouped = format_number(int(whole), language)
    return f"{sign}{grouped}{separators(language).decimals}{part}" if part else f"{sign}{grouped}"


def quantity(amount: float, unit: Unit, counted: Counted | None = None) -> str:
    """Return a number with its unit, or with what is counted."""
    if counted:
        return counted(_grammatical(amount)).format(n=number_text(amount))
    if unit == "cents":
        language = get_language() or "fr"
        digits = number_text(abs(Decimal(str(amount))) / _CENTS, places=2)
        sign = MINUS if amount < 0 else ""
        return f"{sign}€{digits}" if is_english(language) else f"{sign}{digits}\u00a0€"
    return _unit(unit, _grammatical(amount)).format(n=number_text(amount))


def _unit(unit: Unit, many: int) -> str:
    match unit:
        case "days":
            return ngettext("{n} day", "{n} days", many)
        case "years":
            return ngettext("{n} year", "{n} years", many)
        case "km":
            return gettext("{n} km")
        case "percent":
            return gettext("{n}%")
    return "{n}"


def _grammatical(amount: float) -> int:
    """Return the whole number whose plural a number takes: 1.5 is one in French, several in English."""
    return ceil(amount) if is_english(get_language() or "fr") else int(amount)


def comparison(wanted: Comparison, unit: Unit, counted: Counted | None = None) -> Phrase:
    """Return "at least 30 €" and its like."""
    templates = {
        "at_least": gettext("at least {one}"),
        "at_most": gettext("at most {one}"),
        "equal": gettext("exactly {one}"),
        "between": gettext("between {one} and {two}"),
    }
    return _compared(templates[wanted.operator], wanted, unit, counted)


def verdict(wanted: Comparison, unit: Unit, counted: Counted | None = None) -> Phrase:
    """Return "is at least 30 €" and its like."""
    templates = {
        "at_least": gettext("is at least {one}"),
        "at_most": gettext("is at most {one}"),
        "equal": gettext("is exactly {one}"),
        "between": gettext("is between {one} and {two}"),
    }
    return _compared(templates[wanted.operator], wanted, unit, counted)


def _compared(template: str, wanted: Comparison, unit: Unit, counted: Counted | None) -> Phrase:
    if wanted.operator != "between":
        return fill(template, one=quantity(wanted.amount or 0, unit, counted))
    one = number_text(wanted.amount or 0) if counted else quantity(wanted.amount or 0, unit)
    return fill(template, one=one, two=quantity(wanted.to or 0, unit, counted))


def when(window: Window | None) -> Phrase:
    """Return " in the last 90 days" and its like, with the space before it; nothing for all time."""
    if window is None:
        return NOTHING
    language = get_language() or "fr"
    if window.last_days is not None:
        template = ngettext(" today", " in the last {n} days", window.last_days)
        return fill(template, n=format_number(window.last_days, language))
    if window.before_days is not None:
        if window.before_days == 0:
            return fill(gettext(" before today"))
        template = ngettext(" more than {n} day ago", " more than {n} days ago", window.before_days)
        return fill(template, n=format_number(window.before_days, language))
    first, last = (day and format_day(day, language) for day in (window.from_on, window.to_on))
    if first and last:
        return fill(gettext(" from {first} to {last}"), first=first, last=last)
    return fill(gettext(" since {first}"), first=first) if first else fill(gettext(" until {last}"), last=last or "")


def where(condition: Condition, names: Names) -> Phrase:
    """Return " at the store A", with the space before it; nothing for all stores."""
    stores = condition.get("store")
    return fill(gettext(" at the store {stores}"), stores=named("store", stores, names)) if stores else NOTHING


def named(kind: str, keys: Sequence[object], names: Names) -> Phrase:
    """Return the names of some things as "a, b or c"."""
    return listed([quoted(names(kind, key)) for key in keys])


def typed(texts: Sequence[str]) -> Phrase:
    """Return texts as they were typed, as "a, b or c"."""
    return listed([quoted(text) for text in texts])
