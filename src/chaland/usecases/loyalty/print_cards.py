"""The shop has cards printed, or gives a customer one for their telephone."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers.printed import draw_cards
from chaland.database.locks import one_writer
from chaland.kernel.errors import Refusal
from chaland.stores.models import Network
from chaland.stores.queries import the_network
from chaland.usecases.customers.add_card import add_card

MOST_CARDS = 1_000
PREFIXES = tuple(str(number) for number in range(20, 30))


def print_cards(count: int, *, prefix: str, now: datetime) -> list[str]:
    """Draw the numbers of new cards, and keep the prefix for the next ones.

    Raises Refusal `card_prefix_not_in_store`, `too_many_cards`.
    """
    if prefix not in PREFIXES:
        raise Refusal("card_prefix_not_in_store", field="prefix")
    if not 0 < count <= MOST_CARDS:
        raise Refusal("too_many_cards", field="count", limit=MOST_CARDS)
    with one_writer(), transaction.atomic():
        Network.objects.update(card_prefix=prefix)
        return draw_cards(count, prefix=prefix, now=now)


def draw_card(customer_id: int, *, scope: Scope, now: datetime) -> str:
    """Give a customer a new card and return its number. Raises NotFound `customer_unknown` beyond the scope."""
    with one_writer(), transaction.atomic():
        [number] = draw_cards(1, prefix=the_network().card_prefix, now=now)
        add_card(customer_id, number, scope=scope, now=now)
        return number
