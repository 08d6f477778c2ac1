"""Vouchers for points: chosen by the customer, or given as soon as the points are there.

Callers hold the transaction.
"""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid5

from chaland.database.lookups import fetch, values_source
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.models.vouchers import Voucher, VoucherKind
from chaland.loyalty.schemes import scheme_of_store
from chaland.loyalty.services import points, vouchers
from chaland.loyalty.services.vouchers import NewVoucher

Reason = Voucher.Reason
_BURNS = UUID("6f0c3b52-6a51-4a0e-9c2b-6d6f7563686f")
"""Under which the key of a voucher becomes that of the points it costs."""
_DUE = """
SELECT b.customer_id, k.id, b.points / k.points FROM {source}
JOIN loyalty_balance b ON b.customer_id = v.c0
JOIN loyalty_voucherkind k ON k.programme_id = b.programme_id AND b.points >= k.points
AND k.is_automatic AND k.is_active
ORDER BY b.customer_id, k.points DESC
"""


def choose(
    customer_id: int, kind_id: int, *, store_id: int, key: str, now: datetime, operator_id: int | None = None
) -> Voucher:
    """Turn a customer's points into a voucher; the same key again is the same voucher, and costs once.

    Raises NotFound `voucher_kind_unknown` for one that is not to be had for points in this store, Refusal
    `points_missing`, `voucher_kind_closed`.
    """
    kind = VoucherKind.objects.filter(pk=kind_id, points__gt=0).first()
    scheme = scheme_of_store(store_id)
    if kind is None or scheme is None or kind.programme_id != scheme.programme_id:
        raise NotFound("voucher_kind_unknown", field="kind")
    return _bought(NewVoucher(kind, customer_id, key, store_id, Reason.CHOSEN, kind.points, operator_id), store_id, now)


def _bought(new: NewVoucher, store_id: int, now: datetime) -> Voucher:
    voucher = vouchers.issue(new, now=now)
    if new.customer_id is None or voucher.customer_id != new.customer_id:
        raise Refusal("voucher_key_used", field="key")
    # Idempotent as the issue is: a refusal takes the voucher back with the transaction.
    points.burn(
        new.customer_id, points=new.points, store_id=store_id, key=burn_key(new.key), now=now,
        reference=voucher.code, operator_id=new.operator_id,
    )  # fmt: skip
    return voucher


def burn_key(key: str) -> UUID:
    """Return the key of the points that the voucher of a key costs."""
    return uuid5(_BURNS, key)


def give_due(passages: Mapping[int, tuple[int, int]], *, now: datetime) -> None:
    """Give those who just bought the vouchers for which they now have the points; one statement where nothing is due.

    passages: by customer, the store and the receipt.
    """
    if not passages:
        return
    source, parameters = values_source(["bigint"], [(one,) for one in passages])
    due = fetch(_DUE.format(source=source), parameters)
    kinds = VoucherKind.objects.in_bulk({kind_id for _, kind_id, _ in due}) if due else {}
    had: set[int] = set()
    for customer_id, kind_id, times in due:
        # The dearest first; what is left over counts again with the next purchase.
        if customer_id in had:
            continue
        had.add(customer_id)
        store_id, receipt_id = passages[customer_id]
        for number in range(times):
            key = f"{earned_by(receipt_id)}{kind_id}-{number}"
            kind = kinds[kind_id]
            _bought(NewVoucher(kind, customer_id, key, store_id, Reason.AUTOMATIC, kind.points), store_id, now)


def earned_by(receipt_id: int) -> str:
    """Return how the keys of what a receipt earned begin."""
    return f"receipt-{receipt_id}-"
