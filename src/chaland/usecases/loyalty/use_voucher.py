"""A till keeps a voucher for a sale, uses it, or gives it back."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from chaland.database.locks import one_writer
from chaland.loyalty.rules.vouchers import Use
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.vouchers import Done, Place


def reserve_voucher(code: str, use: Use, *, place: Place, now: datetime) -> Done:
    """Keep a voucher from other tills for a quarter of an hour. Safe to send twice under the same key.

    Raises NotFound `voucher_unknown`, Conflict with the code of what speaks against it.
    """
    return _write(lambda: vouchers.reserve(code, use, place=place, now=now))


def redeem_voucher(code: str, use: Use, *, place: Place, now: datetime, discount_cents: int | None = None) -> Done:
    """Use a voucher, once for each key. Raises as `reserve_voucher`."""
    return _write(lambda: vouchers.redeem(code, use, place=place, now=now, discount_cents=discount_cents))


def release_voucher(code: str, use: Use, *, place: Place, now: datetime) -> Done:
    """Give a reservation, or a use whose sale did not take place, back; once for each key.

    Raises NotFound `voucher_unknown` or `voucher_use_unknown`.
    """
    return _write(lambda: vouchers.release(code, use, place=place, now=now))


def _write(act: Callable[[], Done]) -> Done:
    with one_writer(), transaction.atomic():
        return act()
