"""Somebody follows the link at the foot of a mail: they want no more of this, or no more of anything."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.customers.merging import head_of
from chaland.customers.models import ContactPoint
from chaland.database.locks import lock_words, one_writer
from chaland.messages.links import Footer, mark, read_footer
from chaland.messages.rules import Item
from chaland.privacy import services as consents
from chaland.privacy.models import PurposeChannel
from chaland.privacy.queries import consents_of
from chaland.privacy.rules import Act
from chaland.privacy.rules.purposes import CONSENT
from chaland.usecases.consents.confirm_opt_in import Answerer
from chaland.usecases.customers.speak_to import Wording, language_of, wordings

_ENDED = frozenset({"refused", "withdrawn"})


@dataclass(frozen=True, slots=True)
class Subscription:
    """What a link would end. address: masked, empty once the customer has it no longer. wordings: what was agreed."""

    language: str
    address: str
    wordings: tuple[Wording, ...]


def look_at_unsubscribing(token: str, *, now: datetime) -> Subscription | None:
    """Return what a link would end, or None where it is not good. Changes nothing."""
    footer = read_footer(token, now=now)
    customer_id = head_of(footer.customer_id) if footer else None
    if footer is None or customer_id is None:
        return None
    language = language_of(customer_id)
    ending = wordings(_ending(customer_id, footer), language)
    return Subscription(language, masked(address_in(footer, customer_id)), ending)


def unsubscribe(token: str, *, by: Answerer, now: datetime, everything: bool = False, objects: bool = False) -> bool:
    """Withdraw what the link is about, at once; tell whether the link is good. Safe to repeat.

    everything: every purpose on every channel. objects: the address also goes on the objection list, which outlives
    the customer's file.
    """
    footer = read_footer(token, now=now)
    with one_writer(), transaction.atomic():
        customer_id = head_of(footer.customer_id) if footer else None
        if footer is None or customer_id is None:
            return False
        lock_words([f"preferences:{customer_id}"])
        if objects and (address := address_in(footer, customer_id)):
            consents.object_to("email", address, now=now)
        ending = _ending(customer_id, None if everything else footer)
        consents.record_many([by.act(customer_id, item, Act.WITHDRAWN) for item in ending], now=now)
    return True


def address_in(footer: Footer, customer_id: int) -> str:
    """Return the address that a link went to, as kept, if the customer still has it; else nothing."""
    points = ContactPoint.objects.filter(customer_id=customer_id, kind=ContactPoint.Kind.EMAIL)
    known = points.values_list("normalised", flat=True)
    return next((address for address in known if mark(address) == footer.address), "")


def masked(address: str) -> str:
    """Return an address so that only who has it knows it again.

    >>> masked("claire@example.com")
    'c•••@example.com'
    """
    local, at, domain = address.partition("@")
    return f"{local[:1]}•••{at}{domain}" if at else ""


def _ending(customer_id: int, footer: Footer | None) -> list[Item]:
    """Return what a link ends, or everything: also what needs no consent and goes on until somebody says no."""
    held: dict[tuple[str, str], dict[int | None, Item]] = defaultdict(dict)
    ended = set()
    for one in consents_of(customer_id):
        item = Item(one.purpose, one.channel, one.merchant_id, one.text_id)
        held[one.purpose, one.channel][one.merchant_id] = item
        ended |= {item} if one.state in _ENDED else set()
    found: list[Item] = []
    used = PurposeChannel.objects.filter(purpose__is_marketing=True).order_by("purpose__position", "pk")
    for purpose, channel, basis in used.values_list("purpose_id", "channel", "basis"):
        if footer and not (channel == footer.channel and footer.is_about(purpose)):
            continue
        known = held[purpose, channel]
        if basis != CONSENT or (footer and footer.purpose == mark(purpose)):
            known.setdefault(None, Item(purpose, channel, None, None))
        found += [item for item in known.values() if item not in ended]
    return found
