"""Writing receipts down, once each, and saying whose they are."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import cast

import orjson

from chaland.accounts.models import User
from chaland.database.locks import lock_words
from chaland.database.rows import insert_rows, stored
from chaland.kernel.errors import Conflict, NotFound
from chaland.sales.models import Cart, Receipt, ReceiptConflict, ReceiptLine
from chaland.sales.rules import ReceiptInput
from chaland.sales.services.figures import open_figures, refresh_figures, refresh_stores, reset_emptied
from chaland.sales.services.many_receipts import NewSale, add_figures
from chaland.sales.services.tallies import OwnedLine, tally_lines, tally_receipts
from chaland.warehouse import outbox

RECEIPT_COLUMNS = [
    "id",
    "store_id",
    "till_id",
    "number",
    "business_on",
    "uuid",
    "body_hash",
    "sold_at",
    "received_at",
    "customer_id",
    "original_customer_id",
    "card_number",
    "seller_id",
    "payment_method",
    "total_cents",
    "source",
    "flags",
    "import_run_id",
]
LINE_COLUMNS = ["receipt_id", "position", "product_id", "label", "quantity_milli", "amount_cents"]


@dataclass(frozen=True, slots=True)
class NewReceipt:
    """A receipt whose names are resolved: what it said, and the ids of what it named.

    product_ids: one for each line, None where the line names no product.
    original_id: whom it names, where they were merged into the customer.
    """

    receipt_id: int
    said: ReceiptInput
    store_id: int
    till_id: int
    business_on: date
    body_hash: str
    customer_id: int | None
    seller_id: int | None
    product_ids: tuple[int | None, ...]
    flags: tuple[str, ...]
    original_id: int | None = None


def insert_receipts(
    receipts: Sequence[NewReceipt], *, now: datetime, source: str, import_run_id: int | None, as_of: date
) -> None:
    """Write new receipts with their lines, and bring tallies and figures of their customers up to date."""
    if not receipts:
        return
    received_at = stored(now)
    insert_rows(
        Receipt,
        RECEIPT_COLUMNS,
        (
            (
                new.receipt_id,
                new.store_id,
                new.till_id,
                new.said.number,
                stored(new.business_on),
                stored(new.said.uuid),
                new.body_hash,
                stored(new.said.sold_at),
                received_at,
                new.customer_id,
                new.original_id,
                new.said.card,
                new.seller_id,
                new.said.payment_method,
                new.said.total_cents,
                source,
                ",".join(new.flags),
                import_run_id,
            )
            for new in receipts
        ),
    )
    insert_rows(
        ReceiptLine,
        LINE_COLUMNS,
        (
            (new.receipt_id, position, product_id, line.said.label, line.quantity_milli, line.amount_cents)
            for new in receipts
            for position, (line, product_id) in enumerate(zip(new.said.lines, new.product_ids, strict=True), 1)
        ),
    )
    outbox.changed("receipt", [new.receipt_id for new in receipts])
    _bring_up_to_date([new for new in receipts if new.customer_id is not None], as_of)


def _bring_up_to_date(owned: Sequence[NewReceipt], as_of: date) -> None:
    sales: dict[int, list[NewSale]] = {}
    lines: list[OwnedLine] = []
    for new in owned:
        customer_id = cast("int", new.customer_id)
        sale = (new.said.sold_at, new.business_on, new.said.total_cents)
        sales.setdefault(customer_id, []).append((new.receipt_id, new.store_id, sale))
        for line, product_id in zip(new.said.lines, new.product_ids, strict=True):
            if product_id is not None:
                lines.append((customer_id, new.store_id, product_id, line.quantity_milli, line.amount_cents))
    tally_lines(lines)
    left = sales.keys() - add_figures(sales, as_of=as_of)
    refresh_stores({one: {store_id for _, store_id, _ in sales[one]} for one in left}, as_of=as_of)


def keep_conflict(*, receipt_id: int, said: ReceiptInput, body_hash: str, reason: str, now: datetime) -> None:
    """Keep aside a receipt that came under a known key with another content. Safe to repeat."""
    ReceiptConflict.objects.get_or_create(
        receipt_id=receipt_id,
        body_hash=body_hash,
        defaults={"reason": reason, "received_at": now, "body": orjson.loads(orjson.dumps(asdict(said)))},
    )


def resolve_conflict(*, conflict_id: int, user: User, now: datetime) -> None:
    """Mark a conflict as looked at. Raises NotFound if there is none open by that id."""
    done = ReceiptConflict.objects.filter(pk=conflict_id, resolved_at=None).update(resolved_at=now, resolved_by=user)
    if not done:
        raise NotFound("conflict_not_found")


def attach_card(*, number: str, customer_id: int, as_of: date) -> int:
    """Give a customer the anonymous receipts that carry a card number now known as theirs; return how many."""
    lock_words([number])
    pending = Receipt.objects.filter(customer=None, card_number=number).exclude(card_number="")
    return attach(list(pending.values_list("pk", flat=True)), customer_id=customer_id, as_of=as_of)


def attach(receipt_ids: Sequence[int], *, customer_id: int, as_of: date) -> int:
    """Give a customer these anonymous receipts; return how many.

    Raises NotFound if one does not exist, Conflict if one is somebody else's. One that is theirs already stays so.
    """
    rows = Receipt.objects.select_for_update().filter(pk__in=receipt_ids)
    owners: dict[int, int | None] = dict(rows.order_by("pk").values_list("pk", "customer_id"))
    if len(owners) < len(set(receipt_ids)):
        raise NotFound("receipt_not_found")
    if any(owner not in (None, customer_id) for owner in owners.values()):
        raise Conflict("receipt_has_customer")
    free = [pk for pk, owner in owners.items() if owner is None]
    if free:
        Receipt.objects.filter(pk__in=free).update(customer_id=customer_id)
        outbox.changed("receipt", free)
        tally_receipts(free)
        open_figures({customer_id: None})
        refresh_figures([customer_id], as_of=as_of)
    return len(free)


def remove_receipts(receipt_ids: Sequence[int], *, buyers: Collection[int], as_of: date) -> None:
    """Remove receipts that an import created, as if it had never run.

    buyers: their customers, whose figures follow; who is deleted next need not be among them.
    """
    for start in range(0, len(receipt_ids), 10_000):
        chunk = receipt_ids[start : start + 10_000]
        tally_receipts(chunk, times=-1)
        _open_carts_again(chunk)
        ReceiptConflict.objects.filter(receipt_id__in=chunk).delete()
        ReceiptLine.objects.filter(receipt_id__in=chunk).delete()
        Receipt.objects.filter(pk__in=chunk).delete()
        outbox.changed("receipt", chunk)
    reset_emptied(buyers)
    refresh_figures(buyers, as_of=as_of)


def _open_carts_again(receipt_ids: Sequence[int]) -> None:
    carts = list(Cart.objects.filter(receipt_id__in=receipt_ids).values_list("pk", flat=True))
    Cart.objects.filter(pk__in=carts).update(receipt=None)
    outbox.changed("cart", carts)
