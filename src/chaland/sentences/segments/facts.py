"""The facts that a condition looked at, in words: what "why" tells."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Customer
from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal, format_percent
from chaland.segments.slots import Unit
from chaland.segments.tree import Condition
from chaland.sentences.segments import consents
from chaland.sentences.segments.conditions import DOORS, NOUNS, REACH
from chaland.sentences.segments.counted import COUNTED, purchases
from chaland.sentences.segments.parts import quantity, when, where
from chaland.sentences.segments.words import Names, Phrase, fill

UNITS: tuple[Unit, ...] = ("cents", "count", "days", "km", "percent", "years", "quantity", "number")
LABELS: Mapping[str, Promise] = {
    "usual_interval_days": _("usual interval"),
    "recent_interval_days": _("recent interval"),
    "interval_change": _("change of the interval"),
    "first_visit_on": _("first visit"),
    "last_visit_on": _("last visit"),
    "late_on": _("late from"),
    "very_late_on": _("very late from"),
    "civility": _("civility"),
    "marital_status": _("marital status"),
    "language": _("language"),
    "profession": _("profession"),
    "hobbies": _("hobbies"),
    "postcode": _("postcode"),
    "commune": _("commune"),
    "created_at": _("file opened"),
    "household_size": _("people in the household"),
    "consents": _("consents that fit"),
    "tier": _("tier"),
    "cards": _("cards, in use or not"),
    "referred_at": _("brought by another customer on"),
    "door": _("came in"),
    "arrived_at": _("came in on"),
    "home_store_id": _("store of reference"),
    "home_seller_id": _("seller of reference"),
    "text": _("value"),
    "number": _("value"),
    "day": _("value"),
}
_KINDS = {"home_store_id": "store", "home_seller_id": "seller", "commune": "commune"}
_BIRTH = ("birth_day", "birth_month", "birth_year")


def fact_words(condition: Condition, facts: Mapping[str, Any], names: Names) -> list[str]:
    """Return a line for each fact: "the revenue in the last 365 days: 230,00 €"."""
    if "may_be_reached" in facts:
        return [consents.reach_line(facts)]
    if condition.code == "reachable":
        return [_reached(facts)]
    if set(_BIRTH) <= facts.keys():
        return [_line(gettext("born"), _born(facts))]
    if condition.code == "custom":
        known = [value for value in facts.values() if value is not None]
        return [_line(names("custom", condition.get("field")[0]), _written("text", next(iter(known), None), names))]
    return [
        _line(_label(condition, name, names), _value(condition, name, value, names)) for name, value in facts.items()
    ]


def keys_in(facts: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """Return what the facts name by key, such as ("store", 12), for the names to be read."""
    return [(_KINDS[name], value) for name, value in facts.items() if name in _KINDS and value]


def _line(label: str, value: str) -> str:
    return gettext("{label}: {value}").format(label=label, value=value)


def _label(condition: Condition, name: str, names: Names) -> str:
    if name not in UNITS:
        return str(LABELS.get(name, name))
    if condition.code in NOUNS:
        around = (*when(condition.get("window")), *where(condition, names))
        return f"{NOUNS[condition.code]}{_text(around)}"
    return gettext("found")


def _text(phrase: Phrase) -> str:
    return "".join(piece.text for piece in phrase)


def _value(condition: Condition, name: str, value: Any, names: Names) -> str:
    if value is None:
        return gettext("not known")
    if name == "count":
        return quantity(value, "count", COUNTED.get(condition.code, purchases))
    if name in UNITS:
        return _measured(name, value)
    return _written(name, value, names)


def _measured(name: str, value: float) -> str:
    language = get_language() or "fr"
    if name == "cents":
        return format_euros(round(value), language)
    if name == "days":
        return quantity(round(value), "days")
    if name == "percent":
        return format_percent(value / 100, language)
    return format_decimal(value, 0 if value == int(value) else 1, language)


def _written(name: str, value: Any, names: Names) -> str:
    if value is None or value == "":
        return gettext("not known")
    if name in _KINDS:
        return names(_KINDS[name], value)
    if isinstance(value, date):
        return format_day(value.date() if isinstance(value, datetime) else value, get_language() or "fr")
    if isinstance(value, float):
        return _decimal(name, value)
    return str(_CODES.get(name, {}).get(value, value))


def _decimal(name: str, value: float) -> str:
    language = get_language() or "fr"
    if name == "interval_change":
        return format_percent(value, language)
    if name.endswith("_days"):
        return quantity(round(value), "days")
    return format_decimal(value, 0 if value == int(value) else 1, language)


_CODES: Mapping[str, Mapping[str, Any]] = {
    "civility": dict(Customer.Civility.choices),
    "marital_status": dict(Customer.MaritalStatus.choices),
    "door": DOORS,
}


def _born(facts: Mapping[str, Any]) -> str:
    day, month, year = (facts[name] for name in _BIRTH)
    if not (day and month):
        return gettext("not known")
    return f"{day:02d}/{month:02d}/{year}" if year else f"{day:02d}/{month:02d}"


def _reached(facts: Mapping[str, Any]) -> str:
    ways = [str(REACH[way]) for way in REACH if facts.get(f"has_{way}")]
    if not ways:
        return gettext("can be reached in no way")
    return _text(fill(gettext("can be reached {ways}"), ways=", ".join(ways)))
