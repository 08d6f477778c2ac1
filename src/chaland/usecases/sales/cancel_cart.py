"""A cart, a quote or an order form is no longer wanted."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound
from chaland.sales import services
from chaland.sales.models import Cart


@transaction.atomic
def cancel_cart(cart_id: int, *, scope: Scope, now: datetime) -> int:
    """Mark it so and return the customer's id. Raises NotFound `cart_not_found`, also beyond the scope."""
    rows = Cart.objects.filter(pk=cart_id)
    if scope.store_id is not None:
        rows = rows.filter(store_id=scope.store_id)
    customer_id = rows.values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound("cart_not_found")
    services.cancel_cart(cart_id=cart_id, now=now)
    return customer_id
