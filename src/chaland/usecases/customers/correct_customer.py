"""Part of a person's file is corrected, from what it says at that very moment."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.queries import as_known
from chaland.customers.rules import NewCustomer
from chaland.database.locks import lock_rows
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.customers.update_customer import update_customer


@transaction.atomic
def correct_customer(
    customer_id: int, change: Callable[[NewCustomer], NewCustomer], *, scope: Scope, now: datetime
) -> None:
    """Make a file what `change` returns of what it says; two people who correct it at once lose nothing.

    Raises as `update_customer`, and whatever `change` raises.
    """
    open_customer(customer_id, scope)
    lock_rows(Customer, [customer_id])
    update_customer(customer_id, change(as_known(customer_id, scope)), scope=scope, now=now)
