"""The list of vouchers, and one voucher's history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.loyalty.models.vouchers import Voucher, VoucherKind, VoucherUse
from chaland.loyalty.rules.vouchers import read_code

STATES = ("usable", "redeemed", "expired", "cancelled", "beyond")


@dataclass(frozen=True, slots=True)
class VoucherFilter:
    """What the list is narrowed to. text: a code, or the beginning of a customer's name. state: one of STATES."""

    text: str = ""
    kind: int | None = None
    state: str = ""


def listed(scope: Scope, wanted: VoucherFilter, *, now: datetime) -> QuerySet[Voucher]:
    """Return vouchers, the latest first; a store sees those it issued or honoured."""
    found = Voucher.objects.select_related("kind", "customer", "store").order_by("-issued_at", "-pk")
    if scope.store_id is not None:
        honoured = VoucherUse.objects.filter(voucher=OuterRef("pk"), store=scope.store_id)
        found = found.filter(Q(store=scope.store_id) | Exists(honoured))
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.text:
        code = read_code(wanted.text)
        found = found.filter(code=code) if code else found.filter(customer__search_name__startswith=wanted.text)
    return _in_state(found, wanted.state, now)


def _in_state(found: QuerySet[Voucher], state: str, now: datetime) -> QuerySet[Voucher]:
    if state == "usable":
        return found.filter(state__in=("issued", "reserved"), valid_until__gt=now)
    if state == "expired":
        return found.filter(state__in=("issued", "reserved"), valid_until__lte=now)
    if state == "beyond":
        return found.filter(Exists(VoucherUse.objects.filter(voucher=OuterRef("pk"), act="beyond")))
    return found.filter(state=state) if state in ("redeemed", "cancelled") else found


def of_customer(customer_id: int) -> Sequence[Voucher]:
    """Return the latest fifty vouchers of a customer with their histories, those still to be used first."""
    found = Voucher.objects.filter(customer=customer_id).select_related("kind", "store")
    return list(found.prefetch_related("history__store").order_by("state", "-issued_at", "-pk")[:50])


def history(voucher_id: int) -> Sequence[VoucherUse]:
    """Return what happened to a voucher, the first thing first."""
    return list(VoucherUse.objects.filter(voucher=voucher_id).select_related("store").order_by("pk"))


def kinds() -> QuerySet[VoucherKind]:
    """Return every kind that a shop gives or gave, those in use first; not those of an outside system."""
    return VoucherKind.objects.filter(reference=None).order_by("-is_active", "points", "name", "pk")


def names_of_kinds() -> dict[int, str]:
    """Return the name of every kind, also of those no longer given."""
    return dict(VoucherKind.objects.values_list("pk", "name"))


def kinds_with_early_access() -> list[int]:
    """Return the kinds whose vouchers open private sales."""
    return [pk for pk, terms in VoucherKind.objects.values_list("pk", "terms") if terms.get("kind") == "access"]


def giveable() -> QuerySet[VoucherKind]:
    """Return what may be given by hand."""
    return kinds().filter(is_active=True)
