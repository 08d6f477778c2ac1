"""A till screen hands in what a seller did, at once or after a cut: each thing takes effect exactly once."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from chaland.accounts.models import Device
from chaland.customers.phone_cards import owners_by_phone
from chaland.customers.queries import owners_by_card
from chaland.kernel.dates import business_day
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.sales.models import Receipt
from chaland.sales.rules import LineInput
from chaland.stores.rules import Description
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import ReceiptInput, record_receipt

SOURCE = "till"
# A scan without a number is the receipt printed just before or just after it.
NEAR = timedelta(minutes=5)
_LINE = Description(label="—")


@dataclass(frozen=True, slots=True)
class Sale:
    """A passage at the till, as the screen keeps it from the first attempt on.

    key: made at the first attempt. number: of the receipt that the till printed; empty when the till's own software
    hands its receipts in and a scan alone says whose the one at hand is. total_cents: None when the receipt is known.
    sold_at: by the clock of the screen. seller: their code. customer_id: whose file was open. card: as scanned.
    """

    key: UUID
    sold_at: datetime
    number: str = ""
    total_cents: int | None = None
    seller: str = ""
    customer_id: int | None = None
    card: str = ""


@dataclass(frozen=True, slots=True)
class Recorded:
    """What became of a sale. state: done, replayed (it already was), or waiting for the till's own receipt."""

    state: Literal["done", "replayed", "waiting"]
    receipt_id: int | None = None
    customer_id: int | None = None


def record_sale(sale: Sale, device: Device, *, now: datetime) -> Recorded:
    """Record a sale of this till, or say whose a receipt is that its software handed in. Safe to repeat, in any order.

    Raises Conflict `receipt_differs`, `receipt_total_differs` or `receipt_has_customer`, NotFound
    `receipt_not_in_yet` when neither it nor its amount is known, and the Refusals of `sales.rules.refused`.
    """
    customer_id = sale.customer_id or _holder(sale.card)
    if not sale.number:
        return _claim_nearest(sale, device, customer_id, now)
    known = _known(sale, device)
    if known and known.uuid != sale.key:
        return _claim(known, sale, customer_id, now)
    if sale.total_cents is None:
        raise NotFound("receipt_not_in_yet", field="number", number=sale.number)
    outcome = record_receipt(_receipt(sale, sale.total_cents, device), now=now, source=SOURCE)
    if outcome.refusal is not None:
        raise outcome.refusal
    if customer_id and outcome.receipt_id and outcome.customer_id is None:
        attach_receipt(outcome.receipt_id, customer_id, now=now)
    state: Literal["done", "replayed"] = "replayed" if outcome.status == "replayed" else "done"
    return Recorded(state, outcome.receipt_id, outcome.customer_id or customer_id)


def _holder(card: str) -> int | None:
    asked = [card] if card else []
    owner = owners_by_card(asked).get(card) or owners_by_phone(asked).get(card)
    return owner.customer_id if owner else None


def _known(sale: Sale, device: Device) -> Receipt | None:
    day = business_day(sale.sold_at, ZoneInfo(device.till.store.time_zone))
    return Receipt.objects.filter(till=device.till_id, number=sale.number, business_on=day).first()


def _receipt(sale: Sale, total_cents: int, device: Device) -> ReceiptInput:
    quantity = 1000 if total_cents >= 0 else -1000
    return ReceiptInput(
        store=device.till.store.code,
        till=device.till.code,
        number=sale.number,
        sold_at=sale.sold_at,
        total_cents=total_cents,
        lines=(LineInput("", quantity, total_cents, _LINE),),
        uuid=sale.key,
        card=sale.card,
        seller=sale.seller,
    )


def _claim(known: Receipt, sale: Sale, customer_id: int | None, now: datetime) -> Recorded:
    """Say whose a receipt is that somebody else handed in: the till's own software, or another browser."""
    if sale.total_cents is not None and sale.total_cents != known.total_cents:
        raise Conflict(
            "receipt_total_differs", field="total", number=sale.number, said_cents=sale.total_cents,
            kept_cents=known.total_cents,
        )  # fmt: skip
    if customer_id is None:
        raise Refusal("receipt_for_nobody", field="card", number=sale.number)
    was = known.customer_id
    attach_receipt(known.pk, customer_id, now=now)
    return Recorded("replayed" if was == customer_id else "done", known.pk, customer_id)


def _claim_nearest(sale: Sale, device: Device, customer_id: int | None, now: datetime) -> Recorded:
    if customer_id is None:
        raise Refusal("receipt_for_nobody", field="card", number="")
    near = Receipt.objects.filter(
        till=device.till_id, sold_at__gte=sale.sold_at - NEAR, sold_at__lte=sale.sold_at + NEAR
    ).exclude(source=SOURCE)
    # An answer that was lost must not make a second receipt theirs.
    if own := near.filter(customer=customer_id).first():
        return Recorded("replayed", own.pk, customer_id)
    nobodys = near.filter(customer=None, card_number="")
    free = min(nobodys, key=lambda one: abs(one.sold_at - sale.sold_at), default=None)
    if free is None:
        return Recorded("waiting", None, customer_id)
    attach_receipt(free.pk, customer_id, now=now)
    return Recorded("done", free.pk, customer_id)
