"""A web shop or a seller hands in a cart left open, a quote or an order form."""

from dataclasses import dataclass
from typing import Literal

from django.db import transaction

from chaland.accounts.rules import TokenAccess
from chaland.kernel.errors import Forbidden
from chaland.sales import services
from chaland.sales.rules.carts import check_label
from chaland.sales.services import CartInput
from chaland.stores.models import Store
from chaland.stores.recognition import recognise_products

__all__ = ["CartInput", "CartOutcome", "record_cart"]


@dataclass(frozen=True, slots=True)
class CartOutcome:
    """What became of it. closed_by: the receipt that had already bought it, or None while it is open."""

    status: Literal["created", "replayed"]
    cart_id: int
    closed_by: int | None


def record_cart(
    cart: CartInput,
    *,
    customer_id: int,
    store_code: str,
    access: TokenAccess | None = None,
    import_run_id: int | None = None,
) -> CartOutcome:
    """Keep a cart until a receipt buys it. Safe to send twice.

    A store that did not know the customer does from then on.
    Raises Forbidden for a store unknown or not the token's, Conflict for a reference used by another cart, Refusal
    `text_holds_secret_number` about `lines/<place>/label`.
    """
    for place, line in enumerate(cart.lines):
        check_label(line.said.label, f"lines/{place}/label")
    with transaction.atomic():
        store = Store.objects.filter(code=store_code).first()
        if store is None or (access and access.store_id not in (None, store.pk)):
            raise Forbidden("store_not_yours", store=store_code)
        products = recognise_products({line.sku: line.said for line in cart.lines if line.sku})
        row, created = services.open_cart(
            cart,
            customer_id=customer_id,
            store_id=store.pk,
            product_ids=[products.get(line.sku) for line in cart.lines],
            import_run_id=import_run_id,
        )
        services.open_figures({customer_id: store.pk})
        row.refresh_from_db(fields=["receipt"])
        return CartOutcome("created" if created else "replayed", row.pk, row.receipt_id)
