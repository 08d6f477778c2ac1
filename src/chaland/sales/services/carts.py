"""Carts, quotes and order forms, and the receipts that close them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from chaland.database.lookups import fetch, values_source
from chaland.kernel.errors import Conflict, NotFound
from chaland.sales.models import Cart, CartLine, Receipt, ReceiptLine
from chaland.sales.rules import LineInput
from chaland.sales.rules.carts import closes, lives_until, next_number
from chaland.sales.services.receipts import NewReceipt
from chaland.warehouse import outbox


@dataclass(frozen=True, slots=True)
class CartInput:
    """A cart, a quote or an order form as handed in; `reference` names it in its store. Lines as in a receipt.

    valid_until_on: the last day of the shop's word. follow_up_on: when to ask the customer about it.
    """

    kind: str
    reference: str
    made_at: datetime
    total_cents: int
    lines: tuple[LineInput, ...]
    valid_until_on: date | None = None
    follow_up_on: date | None = None


def open_cart(
    cart: CartInput,
    *,
    customer_id: int,
    store_id: int,
    product_ids: Sequence[int | None],
    import_run_id: int | None = None,
) -> tuple[Cart, bool]:
    """Keep a cart and tell whether it is new. Safe to repeat.

    A receipt that came first closes it. Raises Conflict if the reference names another cart of the store.
    """
    row, created = Cart.objects.get_or_create(
        store_id=store_id,
        reference=cart.reference,
        defaults={
            "customer_id": customer_id,
            "kind": cart.kind,
            "made_at": cart.made_at,
            "total_cents": cart.total_cents,
            "valid_until_on": cart.valid_until_on,
            "follow_up_on": cart.follow_up_on,
            "import_run_id": import_run_id,
        },
    )
    if not created:
        if (row.customer_id, row.total_cents, row.kind) != (customer_id, cart.total_cents, cart.kind):
            raise Conflict("cart_differs", reference=cart.reference)
        return row, False
    CartLine.objects.bulk_create(
        CartLine(
            cart=row,
            position=position,
            product_id=product_id,
            label=line.said.label,
            quantity_milli=line.quantity_milli,
            amount_cents=line.amount_cents,
        )
        for position, (line, product_id) in enumerate(zip(cart.lines, product_ids, strict=True), 1)
    )
    _close_by_earlier_receipt(row)
    outbox.changed("cart", [row.pk])
    return row, True


def next_reference(kind: str, *, store_id: int, year: int) -> str:
    """Return the number of a store's next quote or order form. Lock the store first."""
    of_the_year = Cart.objects.filter(store_id=store_id, reference__contains=f"{year}-")
    return next_number(kind, year, list(of_the_year.values_list("reference", flat=True)))


def plan_follow_up(cart_id: int, *, on: date | None) -> None:
    """Note when to ask about an open cart next, or not at all. Raises NotFound if there is none open by that id."""
    if not Cart.objects.filter(pk=cart_id, receipt=None, cancelled_at=None).update(follow_up_on=on):
        raise NotFound("cart_not_found")


def remove_carts(cart_ids: Collection[int]) -> None:
    """Delete carts that an import created."""
    Cart.objects.filter(pk__in=cart_ids).delete()
    outbox.changed("cart", cart_ids)


def cancel_cart(*, cart_id: int, now: datetime) -> None:
    """Mark an open cart as no longer wanted. Raises NotFound if there is none open by that id."""
    if not Cart.objects.filter(pk=cart_id, receipt=None, cancelled_at=None).update(cancelled_at=now):
        raise NotFound("cart_not_found")
    outbox.changed("cart", [cart_id])


def close_carts(receipts: Iterable[NewReceipt]) -> None:
    """Close the open carts that these new receipts buy."""
    by_customer: dict[int, list[NewReceipt]] = {}
    for new in receipts:
        if new.customer_id is not None:
            by_customer.setdefault(new.customer_id, []).append(new)
    for cart in _open_carts(by_customer):
        skus = _skus(cart)
        for new in sorted(by_customer[cart.customer_id], key=lambda new: new.said.sold_at):
            receipt_skus = {line.sku for line in new.said.lines if line.sku}
            if _bought_by(cart, skus, receipt_skus, new.said.sold_at):
                Cart.objects.filter(pk=cart.pk).update(receipt_id=new.receipt_id)
                outbox.changed("cart", [cart.pk])
                break


def _open_carts(customer_ids: Iterable[int]) -> Iterable[Cart]:
    """Return the open carts of these customers; most have none, which one plain statement tells."""
    source, parameters = values_source(["bigint"], [(customer_id,) for customer_id in customer_ids])
    ids = fetch(
        f"SELECT c.id FROM {source} CROSS JOIN sales_cart c "  # noqa: S608
        "WHERE c.customer_id = v.c0 AND c.receipt_id IS NULL AND c.cancelled_at IS NULL",
        parameters,
    )
    return Cart.objects.filter(pk__in=[pk for (pk,) in ids]) if ids else ()


def _close_by_earlier_receipt(cart: Cart) -> None:
    last = lives_until(cart.made_at, cart.valid_until_on)
    later = Receipt.objects.filter(customer_id=cart.customer_id, sold_at__gte=cart.made_at, sold_at__lte=last)
    for receipt in later.order_by("sold_at"):
        lines = ReceiptLine.objects.filter(receipt=receipt, product__isnull=False)
        skus = set(lines.values_list("product__sku", flat=True))
        if _bought_by(cart, _skus(cart), skus, receipt.sold_at):
            Cart.objects.filter(pk=cart.pk).update(receipt=receipt)
            return


def _bought_by(cart: Cart, skus: set[str], receipt_skus: set[str], sold_at: datetime) -> bool:
    return closes(
        cart_skus=skus,
        made_at=cart.made_at,
        receipt_skus=receipt_skus,
        sold_at=sold_at,
        valid_until_on=cart.valid_until_on,
    )


def _skus(cart: Cart) -> set[str]:
    return set(cart.lines.filter(product__isnull=False).values_list("product__sku", flat=True))
