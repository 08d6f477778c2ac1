"""The shop says on which days who has early access may come before everybody."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty.models import PrivateSale
from chaland.stores.queries import merchant_of
from chaland.usecases.sales.record_receipts import today_of_network

_NAME = 80


@dataclass(frozen=True, slots=True)
class NewSale:
    """A private sale: of one store, of a merchant's, or of all without either. Both days are of it."""

    name: str
    first_on: date
    last_on: date
    store_id: int | None = None
    merchant_id: int | None = None


def private_sales(scope: Scope) -> list[PrivateSale]:
    """Return the private sales that a scope may see, the latest first."""
    found = PrivateSale.objects.select_related("store", "merchant").order_by("-first_on", "-pk")
    if scope.store_id is not None:
        merchant = Q(merchant=None) | Q(merchant=merchant_of(scope.store_id))
        found = found.filter(merchant, Q(store=None) | Q(store=scope.store_id))
    return list(found)


@transaction.atomic
def add_private_sale(new: NewSale, *, now: datetime) -> PrivateSale:
    """Write a private sale down. Raises Refusal `private_sale_nameless`, `private_sale_days`, `private_sale_over`."""
    name = clean(new.name, _NAME)
    if not name:
        raise Refusal("private_sale_nameless", field="name")
    if new.last_on < new.first_on:
        raise Refusal("private_sale_days", field="last_on")
    if new.last_on < today_of_network(now):
        raise Refusal("private_sale_over", field="last_on")
    return PrivateSale.objects.create(
        name=name, store_id=new.store_id, merchant_id=new.merchant_id, first_on=new.first_on, last_on=new.last_on
    )


@transaction.atomic
def remove_private_sale(sale_id: int) -> None:
    """Have a private sale be told to nobody any more. Raises NotFound `private_sale_unknown`."""
    if not PrivateSale.objects.filter(pk=sale_id).delete()[0]:
        raise NotFound("private_sale_unknown")
