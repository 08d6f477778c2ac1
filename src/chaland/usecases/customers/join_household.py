"""Two people say that they live together, or that one of them has moved out."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer, Household
from chaland.kernel.errors import Refusal
from chaland.usecases.customers.open_customer import open_customer
from chaland.warehouse import outbox


@transaction.atomic
def join_household(customer_id: int, other_id: int, *, scope: Scope, now: datetime) -> None:
    """Put the customer in the other's household, which is made if there is none yet. Safe to repeat.

    Raises NotFound `customer_unknown` for either beyond the scope, Refusal `household_of_oneself`.
    """
    open_customer(customer_id, scope)
    other = open_customer(other_id, scope)
    if customer_id == other_id:
        raise Refusal("household_of_oneself")
    if other.household_id is None:
        other.household = Household.objects.create()
        other.updated_at = now
        other.save(update_fields=["household", "updated_at"])
    Customer.objects.filter(pk=customer_id).update(household_id=other.household_id, updated_at=now)
    outbox.changed("customer", [customer_id, other_id])


@transaction.atomic
def leave_household(customer_id: int, *, scope: Scope, now: datetime) -> None:
    """Take the customer out of their household; the others stay. Safe to repeat."""
    open_customer(customer_id, scope)
    Customer.objects.filter(pk=customer_id).update(household_id=None, updated_at=now)
    outbox.changed("customer", [customer_id])
