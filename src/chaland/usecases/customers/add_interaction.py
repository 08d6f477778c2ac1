"""A contact with a customer is written down, or planned."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.interactions.rules import NewInteraction
from chaland.interactions.services import Added, add
from chaland.sales.services import open_figures
from chaland.usecases.customers.open_customer import open_customer


@transaction.atomic
def add_interaction(new: NewInteraction, *, scope: Scope, author_id: int | None, now: datetime) -> Added:
    """Write an interaction down for a customer whom the scope sees. Safe to send twice under one `reference`.

    Without a store it belongs to the scope's, else to the customer's store of reference. A store that did not know
    the customer does from then on: who is to keep an appointment must find whom it is with.
    Raises NotFound `customer_unknown`, and Refusal as `interactions.rules.check`.
    """
    customer = open_customer(new.customer_id, scope)
    store_id = scope.store_id or new.store_id or customer.home_store_id
    added = add(replace(new, store_id=store_id), author_id=author_id, now=now)
    open_figures({customer.pk: store_id})
    return added
