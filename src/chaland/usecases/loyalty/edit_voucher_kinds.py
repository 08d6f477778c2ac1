"""The shop says which vouchers it gives."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from chaland.kernel.errors import NotFound, Refusal
from chaland.kernel.text import clean
from chaland.loyalty.models.vouchers import Voucher, VoucherKind
from chaland.loyalty.rules.vouchers import Terms, as_plain

MOST_PERCENT = 100
_NAME = 80
_WORDS = ("name", "english_name", "is_active")
"""What may change of a kind that was issued."""


@dataclass(frozen=True, slots=True)
class NewKind:
    """A kind of voucher. points: what it costs in the programme's points, 0 for those that are given.

    english_name: what messages in English call it, empty for the same.
    """

    name: str
    terms: Terms
    uses: int = 1
    valid_days: int = 90
    points: int = 0
    is_automatic: bool = False
    programme_id: int | None = None
    is_active: bool = True
    english_name: str = ""


@transaction.atomic
def edit_voucher_kind(kind_id: int | None, new: NewKind, *, now: datetime) -> VoucherKind:
    """Change a kind, or add one without an id.

    What was issued keeps its terms: where there is any, a new kind takes the place of the old one.

    Raises NotFound `voucher_kind_unknown`, Refusal `voucher_name_missing`, `voucher_value_missing`,
    `voucher_percent_too_large`, `voucher_points_missing`, `voucher_programme_missing`.
    """
    _check(new)
    values = {
        "name": clean(new.name, _NAME),
        "english_name": clean(new.english_name, _NAME),
        "terms": as_plain(new.terms),
        "uses": new.uses,
        "valid_days": new.valid_days,
        "points": new.points,
        "is_automatic": new.is_automatic,
        "programme_id": new.programme_id if new.points else None,
        "is_active": new.is_active,
    }
    known = _known(kind_id)
    if known is None:
        return VoucherKind.objects.create(**values, created_at=now)
    if all(getattr(known, name) == value for name, value in values.items() if name not in _WORDS):
        VoucherKind.objects.filter(pk=known.pk).update(**{name: values[name] for name in _WORDS})
        return known
    if not Voucher.objects.filter(kind=known).exists():
        VoucherKind.objects.filter(pk=known.pk).update(**values)
        return known
    new_kind = VoucherKind.objects.create(**values, created_at=now)
    VoucherKind.objects.filter(pk=known.pk).update(is_active=False, replaced_by=new_kind)
    return new_kind


def _known(kind_id: int | None) -> VoucherKind | None:
    if kind_id is None:
        return None
    known = VoucherKind.objects.filter(pk=kind_id).first()
    if known is None:
        raise NotFound("voucher_kind_unknown")
    return known


def _check(new: NewKind) -> None:
    if not clean(new.name, _NAME):
        raise Refusal("voucher_name_missing", field="name")
    if new.terms.kind in ("amount", "percent") and new.terms.value <= 0:
        raise Refusal("voucher_value_missing", field="value")
    if new.terms.kind == "percent" and new.terms.value > MOST_PERCENT:
        raise Refusal("voucher_percent_too_large", field="value")
    if new.is_automatic and not new.points:
        raise Refusal("voucher_points_missing", field="points")
    if new.points and new.programme_id is None:
        raise Refusal("voucher_programme_missing", field="points")
