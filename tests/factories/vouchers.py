"""Vouchers of made-up shops."""

from datetime import UTC, datetime

from chaland.loyalty.models.vouchers import Voucher, VoucherKind
from chaland.loyalty.rules.vouchers import Terms, Use, as_plain
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.vouchers import NewVoucher

NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
FIVE_EUROS = Terms("amount", 500, is_personal=False)


def a_kind(terms: Terms = FIVE_EUROS, *, now=NOW, **told) -> VoucherKind:
    """A kind of voucher: five euros for whoever bears it, once, unless told otherwise."""
    values = {"name": "Bon inventé", "valid_days": 90, "created_at": now, **told}
    return VoucherKind.objects.create(terms=as_plain(terms), **values)


def a_voucher(kind: VoucherKind | None = None, *, key="issue-1", customer_id=None, now=NOW, **told) -> Voucher:
    """One voucher of a kind."""
    return vouchers.issue(NewVoucher(kind or a_kind(now=now), customer_id, key, **told), now=now)


def a_use(key="sale-1", *, store=None, merchant=None, customer=None, **told) -> Use:
    """A use in no store in particular."""
    return Use(key, store, merchant, customer, **told)
