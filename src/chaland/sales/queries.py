"""Reads of the sales domain."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from chaland.database.lookups import fetch, values_source
from chaland.database.rows import stored


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
