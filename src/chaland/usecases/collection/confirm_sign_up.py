"""Somebody confirmed the address they gave in a form: what they said of themselves is written down."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import EVERYWHERE
from chaland.customers import queries as customers
from chaland.customers import services as customer_services
from chaland.sales import services as sales_services
from chaland.signups import queries, rules, services


@transaction.atomic
def confirm_sign_up(customer_id: int, *, address: str, now: datetime) -> None:
    """Complete a customer's file with what forms sent from this address say; nothing known is changed.

    Safe to call twice, and for an address that no form gave.
    """
    waiting = queries.waiting(customer_id, address)
    if not waiting:
        return
    known = told = customers.as_known(customer_id, EVERYWHERE)
    for _, one in waiting:
        told = rules.completed(told, one)
    if told != known:
        customer_services.update_customer(customer_id, told, now=now)
        sales_services.open_figures({customer_id: told.home_store_id})
    services.note_confirmed(customer_id, [key for key, _ in waiting], now=now)
