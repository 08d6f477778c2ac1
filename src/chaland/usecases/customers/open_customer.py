"""A customer's file is opened: the door through which every screen about one person goes."""

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.queries import visible
from chaland.customers.street import as_seen
from chaland.kernel.errors import NotFound


def open_customer(customer_id: int, scope: Scope) -> Customer:
    """Return the customer with household, store and seller of reference, to be shown.

    Town, store and seller are left out where they are another merchant's to tell.

    Raises NotFound `customer_unknown` also when the store of the scope does not know them: whether the person
    is a customer of another store is not told.
    """
    related = ("household", "home_store", "home_seller")
    customer: Customer | None = visible(scope).filter(pk=customer_id).select_related(*related).first()
    if customer is None:
        raise NotFound("customer_unknown")
    return as_seen([customer], scope)[0]


def opened_instead(customer_id: int, scope: Scope) -> int | None:
    """Return whose file took in that of somebody who was merged, None for others and beyond the scope."""
    head = Customer.objects.filter(pk=customer_id).values_list("merged_into", flat=True).first()
    return head if head is not None and visible(scope).filter(pk=head).exists() else None
