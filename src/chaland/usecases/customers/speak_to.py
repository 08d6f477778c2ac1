"""In which language the shop writes to a customer, and in which words they agreed to what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from chaland.customers.models import Customer
from chaland.kernel.dates import format_day
from chaland.messages.rules import LINK_LASTS, Item
from chaland.privacy.models import ConsentText
from chaland.privacy.queries import texts_in_force
from chaland.stores.queries import network_zone


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody says yes to, on one channel."""

    channel: str
    text: str


def language_of(customer_id: int, preferred: str = "") -> str:
    """Return the preferred language where the product speaks it, else the customer's, else French."""
    known = dict(settings.LANGUAGES)
    if preferred in known:
        return preferred
    own = Customer.objects.filter(pk=customer_id).values_list("language", flat=True).first()
    return own if own in known else settings.LANGUAGE_CODE


def link_ends(now: datetime, language: str) -> str:
    """Return the last day on which a link sent now is good, as it is written in a language."""
    return format_day((now + LINK_LASTS).astimezone(ZoneInfo(network_zone())).date(), language)


def wordings(items: Sequence[Item], language: str) -> tuple[Wording, ...]:
    """Return the words in which items were agreed to, in their order; of one without any, those now in force."""
    agreed = ConsentText.objects.in_bulk([item.text_id for item in items if item.text_id])
    current = texts_in_force([item.purpose for item in items], language)
    found = [(item, agreed.get(item.text_id or 0) or current.get((item.purpose, item.channel))) for item in items]
    return tuple(dict.fromkeys(Wording(item.channel, text.text) for item, text in found if text))
