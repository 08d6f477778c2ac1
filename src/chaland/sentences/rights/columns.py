"""What the columns are called in the document that a person is given, and how their values are written."""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Field
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.kernel.dates import format_day
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_decimal, format_scaled

NAMES: Mapping[str, Promise] = {
    "act": _("what was noted"),
    "address1": _("address line"),
    "address2": _("address, second line"),
    "amount_cents": _("the amount"),
    "arrived_at": _("there since"),
    "at": _("the moment"),
    "average_basket_cents": _("mean basket"),
    "birth_day": _("day of birth"),
    "birth_month": _("month of birth"),
    "birth_year": _("year of birth"),
    "bought": _("times bought"),
    "business_on": _("the day"),
    "cancelled_at": _("cancelled on"),
    "card_number": _("number of the card"),
    "categories": _("how many families"),
    "category": _("family bought"),
    "channel": _("by which way"),
    "city": _("the town"),
    "code": _("the code"),
    "confirmed_at": _("confirmed on"),
    "count": _("how many"),
    "created_at": _("written down on"),
    "custom": _("the shop’s own fields"),
    "detail": _("in detail"),
    "earned": _("points earned"),
    "entered_at": _("entered on"),
    "expires_at": _("until when"),
    "first_visit_at": _("first visit on"),
    "home_seller": _("usual seller"),
    "home_store": _("usual store"),
    "interval_change": _("change of rhythm"),
    "is_main": _("the main one"),
    "issued_at": _("given on"),
    "kind": _("of which kind"),
    "last_visit_at": _("last visit on"),
    "late_on": _("late from"),
    "left_at": _("gone on"),
    "lost_points": _("points lost"),
    "made_at": _("made on"),
    "number": _("its number"),
    "payment_method": _("way of paying"),
    "position": _("place in the list"),
    "postcode": _("code of the post"),
    "quantity_milli": _("the quantity"),
    "recent_interval_days": _("days between visits lately"),
    "revenue_12m_cents": _("revenue of twelve months"),
    "revenue_cents": _("spent"),
    "revenue_prior_12m_cents": _("revenue of the twelve months before"),
    "since": _("since when"),
    "sold_at": _("bought on"),
    "state": _("where it stands"),
    "status": _("how it stands"),
    "told_at": _("told on"),
    "total_cents": _("the total"),
    "trait": _("which taste"),
    "usual_interval_days": _("usual days between visits"),
    "valid_from": _("good from"),
    "valid_until": _("good until"),
    "valid_until_on": _("good until the day"),
    "very_late_on": _("very late from"),
    "visit_interval_days": _("days between visits"),
    "visits_12m": _("visits of twelve months"),
    "visits_prior_12m": _("visits of the twelve months before"),
}
_MOMENT, _DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*"), re.compile(r"\d{4}-\d\d-\d\d")


def named(field: "Field[Any, Any]") -> str:
    """Return what a column is called, in the language now active."""
    return capfirst(str(NAMES.get(field.name) or gettext(capfirst(str(field.verbose_name)))))


def shown(field: "Field[Any, Any]", value: Any) -> str:
    """Return a value of a column in words, in the language now active: days, euros and quantities as they are read."""
    said = dict(field.flatchoices).get(value) if isinstance(value, str | int) else None
    return str(said or _shown(field.name, value))


def _shown(name: str, value: Any) -> str:
    language = get_language() or "fr"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float):
        return format_decimal(value, 1, language)
    if isinstance(value, int):
        return _number(name, value, language)
    return _day(value, language) if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _number(name: str, value: int, language: str) -> str:
    if name.endswith("_milli"):
        return format_scaled(value, 3, language)
    return format_euros(value, language) if name.endswith("_cents") else str(value)


def _day(value: str, language: str) -> str:
    """Return a day or a moment as it is read, any other text as it is."""
    if _MOMENT.fullmatch(value):
        at = localtime(datetime.fromisoformat(value))
        return f"{format_day(at, language)} {at:%H:%M}"
    return format_day(date.fromisoformat(value), language) if _DAY.fullmatch(value) else value
