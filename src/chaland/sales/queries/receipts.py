"""Receipts, carts and wishes as they are looked up."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from chaland.accounts.rules import Scope
from chaland.database.lookups import fetch, values_source
from chaland.database.rows import stored
from chaland.sales.models import Cart, Receipt, ReceiptConflict, ReceiptLine, Wish


@dataclass(frozen=True, slots=True)
class KnownReceipt:
    """A receipt already recorded, as far as telling a replay from a conflict goes."""

    receipt_id: int
    body_hash: str
    customer_id: int | None
    flags: tuple[str, ...]


Key = tuple[int, str, date]
"""Till id, receipt number, business day."""


def receipts_by_key(keys: Sequence[Key]) -> dict[Key, KnownReceipt]:
    """Return the receipts already recorded under these keys."""
    if not keys:
        return {}
    source, parameters = values_source(
        ["bigint", "text", "date"], [(till_id, number, day.isoformat()) for till_id, number, day in keys]
    )
    rows = fetch(
        "SELECT r.till_id, r.number, r.business_on, r.id, r.body_hash, r.customer_id, r.flags "  # noqa: S608
        f"FROM {source} CROSS JOIN sales_receipt r "
        "WHERE r.till_id = v.c0 AND r.number = v.c1 AND r.business_on = v.c2",
        parameters,
    )
    return {(till_id, number, as_day(day)): _known(*rest) for till_id, number, day, *rest in rows}


def receipts_by_uuid(uuids: Iterable[UUID]) -> dict[UUID, KnownReceipt]:
    """Return the receipts already recorded under these client keys."""
    wanted = list(uuids)
    if not wanted:
        return {}
    marks = ", ".join(["%s"] * len(wanted))
    rows = fetch(
        f"SELECT uuid, id, body_hash, customer_id, flags FROM sales_receipt WHERE uuid IN ({marks})",  # noqa: S608
        [stored(uuid) for uuid in wanted],
    )
    return {UUID(uuid) if isinstance(uuid, str) else uuid: _known(*rest) for uuid, *rest in rows}


def _known(receipt_id: int, body_hash: str, customer_id: int | None, flags: str) -> KnownReceipt:
    return KnownReceipt(receipt_id, body_hash, customer_id, tuple(filter(None, flags.split(","))))


def as_day(value: str | date) -> date:
    """Return a day that a raw SELECT gave; SQLite gives text."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def cards_waiting(numbers: Iterable[str]) -> list[str]:
    """Return, in order, those of these card numbers that came to a till before anybody knew whose they were."""
    texts = [(number,) for number in numbers]
    if not texts:
        return []
    source, parameters = values_source(["text"], texts)
    rows = fetch(
        f"SELECT DISTINCT r.card_number FROM {source} CROSS JOIN sales_receipt r "  # noqa: S608
        # In the words of the partial index, without which SQLite would not use it.
        "WHERE r.card_number = v.c0 AND r.customer_id IS NULL AND NOT (r.card_number = '')",
        parameters,
    )
    return sorted(number for (number,) in rows)


def bought_by_sku(customer_id: int, skus: Iterable[str]) -> dict[str, int]:
    """Return the thousandths a customer has bought of these articles, returns deducted."""
    source, parameters = values_source(["text"], [(sku,) for sku in skus])
    rows = fetch(
        "SELECT p.sku, SUM(l.quantity_milli) FROM sales_receipt r "  # noqa: S608
        "JOIN sales_receiptline l ON l.receipt_id = r.id JOIN stores_product p ON p.id = l.product_id "
        f"WHERE r.customer_id = %s AND p.sku IN (SELECT v.c0 FROM {source}) GROUP BY p.sku",
        [customer_id, *parameters],
    )
    return {sku: int(milli) for sku, milli in rows}


def receipts_of(customer_id: int, scope: Scope) -> QuerySet[Receipt]:
    """Return a customer's receipts, the latest first, with their store, till and seller."""
    receipts = Receipt.objects.filter(customer_id=customer_id)
    if scope.store_id:
        receipts = receipts.filter(store_id=scope.store_id)
    return receipts.select_related("store", "till", "seller").order_by("-sold_at", "-pk")


def receipt_lines(receipt_id: int) -> QuerySet[ReceiptLine]:
    """Return the lines of a receipt in order, with their products."""
    return lines_of_receipts([receipt_id])


def lines_of_receipts(receipt_ids: Collection[int]) -> QuerySet[ReceiptLine]:
    """Return the lines of some receipts, each in its order, with their products."""
    lines = ReceiptLine.objects.filter(receipt_id__in=list(receipt_ids)).select_related("product")
    return lines.order_by("receipt_id", "position")


def open_conflicts(scope: Scope) -> QuerySet[ReceiptConflict]:
    """Return the conflicts nobody has looked at yet, the latest first."""
    conflicts = ReceiptConflict.objects.filter(resolved_at=None)
    if scope.store_id:
        conflicts = conflicts.filter(receipt__store_id=scope.store_id)
    return conflicts.select_related("receipt__store", "receipt__till").order_by("-received_at")


def receipts_flagged(scope: Scope) -> QuerySet[Receipt]:
    """Return the receipts with something a person should look at, the latest received first."""
    receipts = Receipt.objects.exclude(flags="")
    if scope.store_id:
        receipts = receipts.filter(store_id=scope.store_id)
    return receipts.select_related("store", "till", "customer").order_by("-received_at", "-pk")


def open_carts(customer_id: int, scope: Scope) -> QuerySet[Cart]:
    """Return the carts, quotes and order forms that a customer has not bought yet, the latest first."""
    carts = Cart.objects.filter(customer_id=customer_id, receipt=None, cancelled_at=None)
    if scope.store_id:
        carts = carts.filter(store_id=scope.store_id)
    return carts.select_related("store").prefetch_related("lines__product").order_by("-made_at")


def open_wishes(customer_id: int) -> QuerySet[Wish]:
    """Return what a customer still waits for or has not been told of, the latest first."""
    wishes = Wish.objects.filter(customer_id=customer_id, told_at=None)
    return wishes.select_related("product", "category", "arrived_product").order_by("-created_at")
