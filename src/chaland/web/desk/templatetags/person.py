"""Tags of the screens about one person: their name, and what happened between them and the shop in words."""

import math
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import template
from django.forms import BoundField
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.accounts.models import User
from chaland.customers.finding import Found
from chaland.customers.models import Card, ContactPoint, Customer
from chaland.interactions.models import Interaction
from chaland.kernel.dates import Birthday, format_day
from chaland.kernel.numbers import format_decimal, separators
from chaland.sales.models import Cart, TasteFigures
from chaland.sentences.campaigns.words import state_of
from chaland.usecases.customers.read_timeline import Cursor, Event
from chaland.web.common.templatetags.chaland import NOTHING, widget_class
from chaland.web.desk.customer_forms import ISO_DAY, LANGUAGES

register = template.Library()
register.filter("campaign_state", state_of)

BARS_WIDTH = 240
FEW_DAYS = 10
BARS_HEIGHT = 44

EVENT_LABELS: Mapping[str, str | Promise] = {
    **dict(Interaction.Kind.choices),
    **dict(Cart.Kind.choices),
    "receipt": _("Purchase"),
    "return": _("Return"),
    "wish": _("Wish"),
    "campaign": _("Message of a campaign"),
    "card": _("Card given"),
    "created": _("File opened"),
    "email": _("E-mail noted"),
    "mobile": _("Mobile noted"),
    "phone": _("Phone noted"),
    "address": _("Address noted"),
}
EVENT_ICONS: Mapping[str, str] = {
    "receipt": "shopping-bag",
    "return": "receipt-refund",
    "cart": "shopping-cart",
    "quote": "file-invoice",
    "order": "clipboard-list",
    "wish": "heart",
    "campaign": "speakerphone",
    "appointment": "calendar-event",
    "survey": "mood-smile",
    "mailing": "mail",
    "call": "phone",
    "visit": "door-enter",
    "social": "message-circle",
    "note": "note",
    "card": "id-badge-2",
    "created": "user-plus",
    "email": "mail",
    "mobile": "device-mobile",
    "phone": "phone",
    "address": "home",
}
_STATES: Mapping[str, str | Promise] = {
    **dict(Interaction.Outcome.choices),
    **dict(ContactPoint.Status.choices),
    **dict(Card.Status.choices),
    "open": _("Still open"),
    "closed": _("Bought since"),
    "arrived": _("Arrived"),
    "told": _("Told"),
    "followed": _("Followed a link"),
    "unsubscribed": _("Unsubscribed"),
}
_FAMILIES: Mapping[str, str | Promise] = {
    "purchase": _("Purchases and wishes"),
    "action": _("Exchanges"),
    "personal": _("Personal data"),
}
_PARTS: Mapping[str, str | Promise] = {
    "identity": _("Identity"),
    "contact": _("How to reach them"),
    "address": _("Postal address"),
    "about": _("About them"),
    "household": _("Household"),
    "shop": _("With your shop"),
    "custom": _("Your own fields"),
}
_SHARED: Mapping[str, str | Promise] = {
    "card": _("same card"),
    "email": _("same e-mail"),
    "phone": _("same telephone"),
    "name_birthday": _("same name and birthday"),
    "name_town": _("same name and postcode"),
}
_USUAL_STATES = frozenset({"", "valid", "active"})
_STATE_CHIPS = {
    "interested": "ok",
    "purchase": "ok",
    "done": "ok",
    "closed": "ok",
    "told": "ok",
    "followed": "ok",
    "unsubscribed": "bad",
    "open": "warn",
    "arrived": "warn",
    "no_answer": "warn",
    "missed": "bad",
    "bounced": "bad",
    "lost": "bad",
}


@register.filter
def full_name(customer: Customer) -> str:
    """The person as one greets them: Mme Claire Bonnet; who has no name goes by their reference."""
    title = customer.get_civility_display() if customer.civility else ""
    name = " ".join(part for part in (customer.first_name, customer.last_name) if part)
    return " ".join(part for part in (title, name) if part) if name else unnamed(customer)


@register.filter
def list_name(customer: Customer | Found) -> str:
    """The person as a list sorts them: Bonnet Claire."""
    name = " ".join(part for part in (customer.last_name, customer.first_name) if part)
    return name or unnamed(customer)


def unnamed(customer: Customer | Found) -> str:
    """What somebody without a name is called."""
    return customer.reference or gettext("No name")


@register.filter
def initials(customer: Customer) -> str:
    """At most two letters for the round badge of a person."""
    return "".join(part[:1] for part in (customer.first_name, customer.last_name)).upper() or "?"


@register.filter
def event_label(kind: str) -> str:
    """What happened, in a word."""
    return str(EVENT_LABELS.get(kind, kind))


@register.filter
def event_icon(kind: str) -> str:
    """The icon of what happened."""
    return EVENT_ICONS.get(kind, "point")


@register.filter
def channel_label(channel: str) -> str:
    """By which way."""
    return str(dict(Interaction.Channel.choices).get(channel, ""))


@register.filter
def rounded_down(share: float) -> float:
    """A share in whole hundredths: what is nearly sure is not called sure."""
    return math.floor(round(share * 100, 6)) / 100


@register.filter
def state_label(event: Event) -> str:
    """What became of it, where that is not the usual."""
    return "" if event.state in _USUAL_STATES else str(_STATES.get(event.state, ""))


@register.filter
def state_chip(state: str) -> str:
    """The colour of a state's chip."""
    return _STATE_CHIPS.get(state, "")


@register.filter
def may(user: User, permission: str) -> bool:
    """Tell whether the user's role carries a permission of `accounts.rules`."""
    return rules.may(user.role, permission)


@register.filter
def of(mapping: Mapping[Any, Any], key: Any) -> Any:
    """The value of a key, or nothing."""
    return mapping.get(key)


@register.filter
def styled(bound: BoundField) -> str:
    """Draw a field's widget in the product's look, without its label."""
    return bound.as_widget(attrs={"class": widget_class(bound)})


@register.filter
def bars(values: Sequence[int]) -> list[dict[str, Any]]:
    """Lay values out as columns of a drawing 240 wide and 44 high; what is negative shows as nothing."""
    high = max([*values, 1])
    step = BARS_WIDTH / max(len(values), 1)
    return [
        {
            "x": round(place * step + step * 0.12, 2),
            "y": round(BARS_HEIGHT - (height := max(2, round(BARS_HEIGHT * max(value, 0) / high, 1))), 1),
            "width": round(step * 0.76, 2),
            "height": height,
        }
        for place, value in enumerate(values)
    ]


@register.filter
def birthday(value: Birthday | None) -> str:
    """Write a birthday, without its year when it is not known."""
    return value.format(get_language() or "fr") if value else ""


@register.filter
def days_until(value: Birthday | None, today: date) -> int | None:
    """How many days remain until the next birthday; 0 on the day."""
    return (value.next_after(today) - today).days if value else None


@register.filter
def interval(days: float | None) -> str:
    """Write a number of days, with a decimal where a whole one would say too little: 0,5 j, 35 j."""
    if days is None:
        return NOTHING
    language = get_language() or "fr"
    places = 1 if days < FEW_DAYS and not days.is_integer() else 0
    return gettext("%(count)s d") % {"count": format_decimal(days, places, language)}


@register.filter
def change_from(now: int, before: int) -> float:
    """How much a figure has moved, as a share of what it was, to the whole percent that is shown."""
    return round((now - before) / abs(before), 2) or 0.0


@register.filter
def unlocalised(value: float) -> str:
    """Write a coordinate of a drawing, whatever the reader's language."""
    return str(value)


@register.filter
def contact_label(kind: str) -> str:
    """A kind of contact point."""
    return str(dict(ContactPoint.Kind.choices).get(kind, kind))


@register.filter
def trait_label(trait: str) -> str:
    """What is tasted."""
    return str(dict(TasteFigures.Trait.choices).get(trait, trait))


@register.filter
def family_label(family: str) -> str:
    """A family of what happened."""
    return str(_FAMILIES.get(family, family))


@register.filter
def part_label(part: str) -> str:
    """A part of the form about a person."""
    return str(_PARTS.get(part, part))


@register.filter
def language_label(code: str) -> str:
    """A language by its name."""
    return str(dict(LANGUAGES).get(code, code))


@register.filter
def shared_label(shares: str) -> str:
    """What somebody already in the file shares."""
    return str(_SHARED.get(shares, shares))


@register.filter
def custom_value(value: Any) -> str:
    """Write a value of the network's own fields the reader's way."""
    language = get_language() or "fr"
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, float):
        return f"{value:g}".replace(".", separators(language).decimals)
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return format_day(date.fromisoformat(value), language)
    return str(value)


@register.filter
def next_page(after: Cursor, narrowed: Mapping[str, str]) -> str:
    """The end of the address that shows what follows, under the same filters."""
    return urlencode({**narrowed, "after": str(after)})
