"""A receipt names the vouchers that were used for it: each is used in the receipt's own transaction.

The sale is done, so a voucher that could not be used keeps no receipt out: the shop sees that it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from chaland.database.locks import lock_words
from chaland.kernel.errors import Conflict, NotFound
from chaland.loyalty.models.vouchers import VoucherUse
from chaland.loyalty.rules.vouchers import Use, read_code
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.vouchers import Place
from chaland.sales.services import NewReceipt
from chaland.stores.queries import merchant_of


@dataclass(frozen=True, slots=True)
class Carried:
    """One voucher of a receipt. status: used, refused for a `reason`, or unknown."""

    code: str
    status: str
    reason: str = ""


def use_carried(receipts: Iterable[NewReceipt], *, now: datetime) -> None:
    """Use the vouchers that new receipts name; those that cannot be are noted as used beyond their rights."""
    for one in receipts:
        for code in one.said.vouchers:
            _use(code, one, now)


def _use(code: str, receipt: NewReceipt, now: datetime) -> None:
    place = Place(receipt.store_id, merchant_of(receipt.store_id), receipt_id=receipt.receipt_id)
    key = key_of(receipt.receipt_id, receipt.said.uuid)
    together = sum(read_code(one) is not None for one in receipt.said.vouchers) > 1
    use = Use(key, receipt.store_id, place.merchant_id, receipt.customer_id, with_others=together)
    lock_words([f"voucher {code}"])
    try:
        vouchers.redeem(code, use, place=place, now=now)
    except NotFound:
        return
    except Conflict as refused:
        vouchers.note_beyond(code, use, refused.code, place=place, now=now)


def key_of(receipt_id: int, uuid: UUID | None) -> str:
    """Return the key of a receipt's uses: its UUID, under which a till may have reserved them before."""
    return str(uuid) if uuid else f"receipt-{receipt_id}"


def carried(receipt_id: int, uuid: UUID | None, codes: Sequence[str]) -> list[Carried]:
    """Return what became of the vouchers that a receipt names."""
    if not codes:
        return []
    read = {code: read_code(code) or "" for code in codes}
    uses = VoucherUse.objects.filter(
        Q(act="redeemed") | Q(act="beyond"), voucher__code__in=set(read.values()), key=key_of(receipt_id, uuid)
    )
    known = dict(uses.values_list("voucher__code", "reason"))
    return [_told(code, known, kept) for code, kept in read.items()]


def _told(code: str, known: Mapping[str, str], kept: str) -> Carried:
    if kept not in known:
        return Carried(code, "unknown", "voucher_unknown")
    return Carried(code, "refused" if known[kept] else "used", known[kept])
