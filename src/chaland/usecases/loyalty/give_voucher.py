"""A customer gets a voucher: by hand at the desk, or for their points."""

from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import one_writer
from chaland.kernel.errors import NotFound
from chaland.loyalty.models.vouchers import Voucher, VoucherKind
from chaland.loyalty.services import rewards, vouchers
from chaland.loyalty.services.vouchers import NewVoucher, Place
from chaland.usecases.customers.open_customer import open_customer


def give_voucher(
    customer_id: int, kind_id: int, *, scope: Scope, key: str, now: datetime, operator_id: int | None = None
) -> Voucher:
    """Give a customer a voucher for nothing; the same key again is the same voucher.

    Raises NotFound `customer_unknown` beyond the scope, `voucher_kind_unknown`, Refusal `voucher_kind_closed`.
    """
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        kind = VoucherKind.objects.filter(pk=kind_id).first()
        if kind is None:
            raise NotFound("voucher_kind_unknown", field="kind")
        new = NewVoucher(kind, customer_id, key, scope.store_id, Voucher.Reason.HAND, operator_id=operator_id)
        return vouchers.issue(new, now=now)


def choose_voucher(
    customer_id: int,
    kind_id: int,
    *,
    store_id: int,
    scope: Scope,
    key: str,
    now: datetime,
    operator_id: int | None = None,
) -> Voucher:
    """Turn a customer's points into a voucher; the same key again is the same voucher, and costs once.

    Raises NotFound `customer_unknown` beyond the scope, `voucher_kind_unknown`, Refusal `points_missing`.
    """
    with one_writer(), transaction.atomic():
        open_customer(customer_id, scope)
        return rewards.choose(customer_id, kind_id, store_id=store_id, key=key, now=now, operator_id=operator_id)


def cancel_voucher(
    voucher_id: int, *, reason: str, key: str, scope: Scope, now: datetime, operator_id: int | None = None
) -> Voucher:
    """Take a voucher back for good, with the reason. Twice changes nothing.

    Raises NotFound `voucher_unknown` beyond the scope, Refusal `voucher_reason_missing`, Conflict `voucher_redeemed`.
    """
    with one_writer(), transaction.atomic():
        voucher = open_voucher(voucher_id, scope)
        place = Place(scope.store_id, operator_id=operator_id)
        vouchers.cancel(voucher, reason=reason, key=key, place=place, now=now)
        return voucher


def open_voucher(voucher_id: int, scope: Scope) -> Voucher:
    """Return a voucher. Raises NotFound `voucher_unknown` also where neither it nor its owner is the store's."""
    voucher = Voucher.objects.select_related("kind", "customer", "store").filter(pk=voucher_id).first()
    if voucher is None:
        raise NotFound("voucher_unknown")
    if scope.store_id not in (None, voucher.store_id):
        if voucher.customer_id is None:
            raise NotFound("voucher_unknown")
        open_customer(voucher.customer_id, scope)
    return voucher
