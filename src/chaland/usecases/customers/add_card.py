"""A customer gets a loyalty card; what was bought with it before anybody knew whose it was becomes theirs."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import services
from chaland.loyalty.services.refreshing import refresh_points
from chaland.sales import services as sales_services
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network


@transaction.atomic
def add_card(customer_id: int, number: str, *, scope: Scope, now: datetime) -> int:
    """Give the card to the customer and return how many receipts came with it. Safe to send twice.

    Raises NotFound `customer_unknown` beyond the scope, Refusal `card_not_understood`, Conflict `card_taken`.
    """
    open_customer(customer_id, scope)
    kept = services.add_card(customer_id, number, now=now)
    as_of = sales_services.figures_day(today_of_network(now))
    count = sales_services.attach_card(number=kept, customer_id=customer_id, as_of=as_of)
    if count:
        refresh_points([customer_id], now=now)
    return count
