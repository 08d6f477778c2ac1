"""What a customer wished for has arrived, they are told, or they no longer want it."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound
from chaland.sales import services
from chaland.sales.models import Wish


@transaction.atomic
def mark_wish_arrived(wish_id: int, *, scope: Scope, now: datetime) -> int:
    """Note that it came in and return the customer's id. Raises NotFound `wish_not_found`."""
    customer_id = _customer_of(wish_id, scope)
    services.mark_arrived(wish_id=wish_id, now=now)
    return customer_id


@transaction.atomic
def mark_wish_told(wish_id: int, *, scope: Scope, now: datetime) -> int:
    """Note that the customer was told and return their id. Raises NotFound `wish_not_found`."""
    customer_id = _customer_of(wish_id, scope)
    services.mark_told(wish_id=wish_id, now=now)
    return customer_id


@transaction.atomic
def forget_wish(wish_id: int, *, scope: Scope) -> int:
    """Remove a wish and return the customer's id. Raises NotFound `wish_not_found`."""
    customer_id = _customer_of(wish_id, scope)
    services.remove_wish(wish_id=wish_id)
    return customer_id


def _customer_of(wish_id: int, scope: Scope) -> int:
    """Return whose wish it is; a store sees its own, and those of no store from customers it knows."""
    rows = Wish.objects.filter(pk=wish_id)
    if scope.store_id is not None:
        known = Q(store__isnull=True, customer__figures__store=scope.store_id)
        rows = rows.filter(Q(store_id=scope.store_id) | known)
    customer_id = rows.values_list("customer_id", flat=True).first()
    if customer_id is None:
        raise NotFound("wish_not_found")
    return customer_id
