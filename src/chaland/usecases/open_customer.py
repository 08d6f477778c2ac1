"""Opening a customer's file: the door through which every screen about one person goes."""

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.kernel.errors import NotFound
from chaland.sales.models import Figures


def open_customer(customer_id: int, scope: Scope) -> Customer:
    """Return the customer with household, store and seller of reference.

    Raises NotFound `customer_not_found` also when the store of the scope does not know them: whether the person
    is a customer of another store is not told.
    """
    customers = Customer.objects.select_related("household", "home_store", "home_seller")
    customer = customers.filter(pk=customer_id).first()
    if customer is None or not is_seen(customer_id, scope):
        raise NotFound("customer_not_found")
    return customer


def is_seen(customer_id: int, scope: Scope) -> bool:
    """Tell whether the scope may see the customer: a store does exactly when it has figures of them."""
    if scope.store_id is None:
        return True
    return Figures.objects.filter(customer_id=customer_id, store_id=scope.store_id).exists()
