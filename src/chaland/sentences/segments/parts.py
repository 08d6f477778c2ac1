"""The words for what a condition's slots hold: numbers, days, stores, choices."""

from collections.abc import Sequence

from django.utils.translation import get_language, gettext, ngettext

from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal, format_number
from chaland.segments.slots import Comparison, Unit, Window
from chaland.segments.tree import Condition
from chaland.sentences.segments.words import Names, Phrase, fill, listed

NOTHING: Phrase = ()


def quantity(amount: float, unit: Unit) -> str:
    """Return a number with its unit."""
    language = get_language() or "fr"
    number = format_number(int(amount), language) if amount == int(amount) else format_decimal(amount, 1, language)
    match unit:
        case "cents":
            return format_euros(int(amount), language)
        case "days":
            return ngettext("{n} day", "{n} days", int(amount)).format(n=number)
        case "years":
            return ngettext("{n} year", "{n} years", int(amount)).format(n=number)
        case "km":
            return gettext("{n} km").format(n=number)
        case "percent":
            return gettext("{n} %").format(n=number)
    return number


def comparison(wanted: Comparison, unit: Unit) -> Phrase:
    """Return "at least 30 €" and its like."""
    one = quantity(wanted.amount or 0, unit)
    if wanted.operator == "between":
        return fill(gettext("between {one} and {two}"), one=one, two=quantity(wanted.to or 0, unit))
    templates = {
        "at_least": gettext("at least {one}"),
        "at_most": gettext("at most {one}"),
        "equal": gettext("exactly {one}"),
    }
    return fill(templates[wanted.operator], one=one)


def when(window: Window | None) -> Phrase:
    """Return " in the last 90 days" and its like, with the space before it; nothing for all time."""
    if window is None:
        return NOTHING
    language = get_language() or "fr"
    if window.last_days is not None:
        template = ngettext(" today", " in the last {n} days", window.last_days)
        return fill(template, n=format_number(window.last_days, language))
    if window.before_days is not None:
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
    return listed([names(kind, key) for key in keys])
