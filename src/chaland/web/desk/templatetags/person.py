"""Tags of the screens about one person: their name, and what happened between them and the shop in words."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.customers.models import Card, ContactPoint, Customer
from chaland.interactions.models import Interaction
from chaland.sales.models import Cart
from chaland.usecases.read_timeline import Event

register = template.Library()

EVENT_LABELS: Mapping[str, str | Promise] = {
    **dict(Interaction.Kind.choices),
    **dict(Cart.Kind.choices),
    "receipt": _("Purchase"),
    "return": _("Return"),
    "wish": _("Wish"),
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
}
_USUAL_STATES = frozenset({"", "valid", "active"})
_STATE_CHIPS = {
    "interested": "ok",
    "purchase": "ok",
    "done": "ok",
    "closed": "ok",
    "told": "ok",
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
def list_name(customer: Customer) -> str:
    """The person as a list sorts them: Bonnet Claire."""
    name = " ".join(part for part in (customer.last_name, customer.first_name) if part)
    return name or unnamed(customer)


def unnamed(customer: Customer) -> str:
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
def state_label(event: Event) -> str:
    """What became of it, where that is not the usual."""
    return "" if event.state in _USUAL_STATES else str(_STATES.get(event.state, ""))


@register.filter
def state_chip(state: str) -> str:
    """The colour of a state's chip."""
    return _STATE_CHIPS.get(state, "")
