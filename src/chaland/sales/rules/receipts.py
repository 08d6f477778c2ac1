"""What a receipt says, what makes two of them the same, and what a person should look at."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import orjson

from chaland.kernel.errors import Refusal
from chaland.kernel.money import Cents
from chaland.stores.rules import UNDESCRIBED, Description

CLOCK_SKEW = timedelta(minutes=10)
OLDEST = datetime(2000, 1, 1, tzinfo=UTC)
TOTAL_TOLERANCE_CENTS = 5
MOST_LINES = 2_000
MOST_CENTS = 10**9
MOST_MILLI = 10**9
_NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z ._/#:+-]{0,63}")


@dataclass(frozen=True, slots=True)
class LineInput:
    """One line as the till gave it: quantity in thousandths of the unit, amount in cents net of discounts.

    said: what it says of the article, kept of a product met for the first time.
    """

    sku: str
    quantity_milli: int
    amount_cents: Cents
    said: Description = UNDESCRIBED


@dataclass(frozen=True, slots=True)
class ReceiptInput:
    """One receipt as the till gave it, its store, till and seller by their codes.

    sold_at: aware. uuid: the client's own key. customer: an outside reference, such as `cj:900`.
    vouchers: codes of those used for it, as typed or scanned; they are no part of what the receipt says.
    """

    store: str
    till: str
    number: str
    sold_at: datetime
    total_cents: Cents
    lines: tuple[LineInput, ...]
    uuid: UUID | None = None
    customer: str = ""
    card: str = ""
    seller: str = ""
    payment_method: str = ""
    vouchers: tuple[str, ...] = ()


def refused(receipt: ReceiptInput) -> Refusal | None:
    """Say why a receipt cannot be taken in as it is, or None if it can."""
    return _refused_whole(receipt) or _refused_line(receipt.lines)


def _refused_whole(receipt: ReceiptInput) -> Refusal | None:
    if not _NUMBER.fullmatch(receipt.number):
        return Refusal("receipt_number_not_understood", field="number", text=receipt.number[:60])
    if not receipt.lines:
        return Refusal("receipt_without_lines", field="lines")
    if len(receipt.lines) > MOST_LINES:
        return Refusal("receipt_too_long", field="lines", most=MOST_LINES)
    if receipt.total_cents < 0 and all(line.amount_cents >= 0 for line in receipt.lines):
        return Refusal("negative_total_without_return", field="total")
    if abs(receipt.total_cents) > MOST_CENTS:
        return Refusal("amount_too_large", field="total", limit_cents=MOST_CENTS)
    return None


def _refused_line(lines: Sequence[LineInput]) -> Refusal | None:
    for place, line in enumerate(lines):
        if not -MOST_MILLI <= line.quantity_milli <= MOST_MILLI:
            return Refusal("quantity_too_large", field=f"lines/{place}/quantity", limit_milli=MOST_MILLI)
        if not -MOST_CENTS <= line.amount_cents <= MOST_CENTS:
            return Refusal("amount_too_large", field=f"lines/{place}/amount", limit_cents=MOST_CENTS)
    return None


def body_hash(receipt: ReceiptInput) -> str:
    """Return the SHA-256 of what the receipt says; the client's key is not part of it.

    Descriptions of products are not either: a till may word an article anew on a resend.
    """
    body = (
        receipt.sold_at,
        receipt.total_cents,
        receipt.customer,
        receipt.card,
        receipt.seller,
        receipt.payment_method,
        [(line.sku, line.quantity_milli, line.amount_cents) for line in receipt.lines],
    )
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_UTC_Z)).hexdigest()


def flags(receipt: ReceiptInput, *, now: datetime, card_is_unknown: bool) -> tuple[str, ...]:
    """Name what a person should look at; none of it keeps the receipt out.

    total_differs: the lines differ from the total by more than five cents.
    sold_in_future: beyond ten minutes of clock skew. sold_long_ago: before the year 2000.
    card_unknown: kept without a customer until the card becomes known.
    """
    lines = sum([line.amount_cents for line in receipt.lines])
    found = {
        "total_differs": abs(lines - receipt.total_cents) > TOTAL_TOLERANCE_CENTS,
        "sold_in_future": receipt.sold_at > now + CLOCK_SKEW,
        "sold_long_ago": receipt.sold_at < OLDEST,
        "card_unknown": card_is_unknown,
    }
    return tuple(name for name, holds in found.items() if holds)


def bought_or_returned(amount_cents: Cents, quantity_milli: int) -> int:
    """Return 1 for a line bought, -1 for one returned; a free line counts by its quantity, or not at all.

    >>> bought_or_returned(1990, 1000), bought_or_returned(-1990, -1000), bought_or_returned(0, -1000)
    (1, -1, -1)
    """
    by = amount_cents or quantity_milli
    return (by > 0) - (by < 0)


def taken_back(lines: Iterable[LineInput]) -> dict[str, int]:
    """Return, by sku, the thousandths that a receipt takes back."""
    back: dict[str, int] = {}
    for line in lines:
        if line.sku and line.quantity_milli < 0:
            back[line.sku] = back.get(line.sku, 0) - line.quantity_milli
    return back


def returned_beyond(bought_milli: Mapping[str, int], lines: Iterable[LineInput]) -> bool:
    """Tell whether a receipt takes back more of an article than its customer had bought, by sku.

    >>> returned_beyond({"A": 1000}, [LineInput("A", -2000, -500)])
    True
    """
    return any(milli > bought_milli.get(sku, 0) for sku, milli in taken_back(lines).items())
