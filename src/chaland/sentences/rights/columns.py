"""What the columns are called in the document that a person is given, and how their values are written."""

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
from chaland.kernel.numbers import format_decimal
from chaland.kernel.phone import format_phone
from chaland.kernel.quantity import format_milli
from chaland.sentences.consents.words import ACTS, CHANNELS, METHODS, PURPOSES, point_name
from chaland.sentences.mail import KINDS
from chaland.sentences.rights.words import said_of

NAMES: Mapping[str, Promise] = {
    "act": _("what was noted"),
    "address1": _("address line"),
    "address2": _("address, second line"),
    "after": _("how it was afterwards"),
    "amount_cents": _("the amount"),
    "answered_at": _("answered on"),
    "arrived_at": _("there since"),
    "arrived_product": _("article that came"),
    "asked_at": _("asked on"),
    "at": _("the moment"),
    "average_basket_cents": _("mean basket"),
    "birth_day": _("day of birth"),
    "birth_month": _("month of birth"),
    "birth_year": _("year of birth"),
    "body": _("what the till sent"),
    "booked_at": _("booked on"),
    "bought": _("times bought"),
    "bounced_at": _("sent back on"),
    "business_on": _("the day"),
    "by_parent": _("said by a parent"),
    "cancelled_at": _("cancelled on"),
    "card_number": _("number of the card"),
    "case": _("which offer"),
    "categories": _("how many families"),
    "category": _("family bought"),
    "changes": _("what was changed"),
    "channel": _("by which way"),
    "city": _("the town"),
    "clicked_at": _("link followed on"),
    "closed_at": _("closed on"),
    "code": _("the code"),
    "comment": _("a few words"),
    "commune": _("INSEE code of the town"),
    "complained_at": _("complaint on"),
    "computed_on": _("worked out on"),
    "confirmed_at": _("confirmed on"),
    "count": _("how many"),
    "created_at": _("written down on"),
    "custom": _("the shop’s own fields"),
    "decision": _("what was decided"),
    "delivered_at": _("delivered on"),
    "detail": _("in detail"),
    "discount_cents": _("the reduction"),
    "done_at": _("done on"),
    "earned": _("points earned"),
    "entered_at": _("entered on"),
    "entered_on": _("entered on the day"),
    "expected_revenue_365_cents": _("revenue expected in a year"),
    "expected_revenue_90_cents": _("revenue expected in 90 days"),
    "expected_visits_365": _("visits expected in a year"),
    "expected_visits_90": _("visits expected in 90 days"),
    "expires_at": _("until when"),
    "first_visit_at": _("first visit on"),
    "form_version": _("version of the form"),
    "given_at": _("said on"),
    "home_seller": _("usual seller"),
    "home_store": _("usual store"),
    "html": _("as it looked"),
    "interval_change": _("change of rhythm"),
    "is_main": _("the main one"),
    "is_plain": _("nothing speaks against it"),
    "issued_at": _("given on"),
    "items": _("what was asked"),
    "kind": _("of which kind"),
    "last_visit_at": _("last visit on"),
    "late_on": _("late from"),
    "left_at": _("gone on"),
    "lost_points": _("points lost"),
    "made_at": _("made on"),
    "merchant_id": _("number of the merchant"),
    "method": _("how it was said"),
    "noted_at": _("noted on"),
    "number": _("its number"),
    "opening": _("booked for"),
    "operator_id": _("number of who wrote it down"),
    "p_alive": _("chance that you come again"),
    "parts": _("parts of the campaign"),
    "payment_method": _("way of paying"),
    "point": _("where it was said"),
    "position": _("place in the list"),
    "postcode": _("code of the post"),
    "product": _("the article"),
    "quantity_milli": _("the quantity"),
    "rank": _("rank in the draw"),
    "reasons": _("what they share"),
    "receipt_id": _("number of the receipt"),
    "received_at": _("received on"),
    "recent_interval_days": _("days between visits lately"),
    "recorded_at": _("recorded on"),
    "replaces": _("what it replaces"),
    "revenue_12m_cents": _("revenue of twelve months"),
    "revenue_cents": _("spent"),
    "revenue_prior_12m_cents": _("revenue of the twelve months before"),
    "sent_at": _("sent on"),
    "since": _("since when"),
    "sold_at": _("bought on"),
    "state": _("where it stands"),
    "status": _("how it stands"),
    "store_id": _("number of the store"),
    "stratum": _("group of the draw"),
    "text_hash": _("fingerprint of the text"),
    "text_id": _("number of the text"),
    "told_at": _("told on"),
    "total_cents": _("the total"),
    "trait": _("which taste"),
    "unsubscribed_at": _("unsubscribed on"),
    "used_at": _("used on"),
    "usual_interval_days": _("usual days between visits"),
    "valid_from": _("good from"),
    "valid_until": _("good until"),
    "valid_until_on": _("good until the day"),
    "version": _("version of the form"),
    "very_late_on": _("very late from"),
    "visit_interval_days": _("days between visits"),
    "visits_12m": _("visits of twelve months"),
    "visits_prior_12m": _("visits of the twelve months before"),
    "zone": _("time zone"),
}
WORDS: Mapping[str, Mapping[Any, Any]] = {
    "purpose": PURPOSES, "act": ACTS, "method": METHODS, "channel": CHANNELS, "kind": KINDS,
    "language": {"fr": _("French"), "en": _("English")},
}  # fmt: skip
"""What the codes of columns without choices of their own mean."""
_EMPTY: tuple[object, ...] = (None, "", [], {})
_PHONE = re.compile(r"\+\d{6,15}")
_MOMENT, _DAY = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d\S*"), re.compile(r"\d{4}-\d\d-\d\d")


def named(field: "Field[Any, Any]") -> str:
    """Return what a column is called, in the language now active."""
    return capfirst(str(NAMES.get(field.name) or gettext(capfirst(str(field.verbose_name)))))


def shown(field: "Field[Any, Any]", value: Any) -> str:
    """Return a value of a column in words, in the language now active: days, euros and quantities as they are read."""
    choices = dict(field.flatchoices) or WORDS.get(field.name, {})
    said = choices.get(value) if isinstance(value, str | int) else None
    return str(said or _shown(field.name, value))


def _shown(name: str, value: Any) -> str:
    language = get_language() or "fr"
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, float):
        return format_decimal(value, 1, language)
    if isinstance(value, int):
        return _number(name, value, language)
    if name == "point":
        return point_name(value)
    return _text(value, language) if isinstance(value, str) else _listed(name, value)


def _text(value: str, language: str) -> str:
    return format_phone(value) if _PHONE.fullmatch(value) else _day(value, language)


def _listed(name: str, value: Any) -> str:
    """Return what a column holds several of, one after the other, codes in words; what is empty is left out."""
    if isinstance(value, Mapping):
        return "; ".join(said_of(key, _listed(str(key), one)) for key, one in value.items() if one not in _EMPTY)
    if isinstance(value, list):
        return ", ".join(_listed(name, one) for one in value if one not in _EMPTY)
    return str(PURPOSES.get(value) or CHANNELS.get(value) or _shown(name, value))


def _number(name: str, value: int, language: str) -> str:
    if name.endswith("_milli"):
        return format_milli(value, language)
    return format_euros(value, language) if name.endswith("_cents") else str(value)


def _day(value: str, language: str) -> str:
    """Return a day or a moment as it is read, any other text as it is."""
    if _MOMENT.fullmatch(value):
        at = localtime(datetime.fromisoformat(value))
        return f"{format_day(at, language)} {at:%H:%M}"
    return format_day(date.fromisoformat(value), language) if _DAY.fullmatch(value) else value
