"""A loyalty card is lost, found again, or replaced by another."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import services
from chaland.usecases.customers.add_card import add_card
from chaland.usecases.customers.open_customer import open_customer


@transaction.atomic
def set_card_status(customer_id: int, number: str, status: str, *, scope: Scope) -> None:
    """Note that a card is active or lost. Raises NotFound `customer_unknown` or `card_unknown`."""
    open_customer(customer_id, scope)
    services.set_card_status(customer_id, number, status)


@transaction.atomic
def replace_card(customer_id: int, old: str, new: str, *, scope: Scope, now: datetime) -> int:
    """Give the customer another card instead of one of theirs; return how many receipts came with it.

    Raises as `add_card`, and NotFound `card_unknown`.
    """
    receipts = add_card(customer_id, new, scope=scope, now=now)
    services.set_card_status(customer_id, old, "replaced")
    return receipts
