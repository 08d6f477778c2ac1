"""Who brought whom. Callers hold the transaction."""

from datetime import datetime, timedelta

from chaland.customers.merging import head_of, tree_of
from chaland.customers.models import Customer
from chaland.database.locks import lock_rows, lock_words
from chaland.kernel.errors import Conflict, Refusal
from chaland.loyalty.models import Referral
from chaland.loyalty.services.refreshing import refresh_points
from chaland.sales.models import Receipt
from chaland.warehouse import outbox

TIME_TO_TELL = timedelta(days=30)
"""For how long after somebody's first purchase the shop may still write down who brought them."""
_ONE_AT_A_TIME = "one referral at a time"


def refer(referred_id: int, referrer_id: int, *, now: datetime) -> None:
    """Write down that a customer was brought by another, once; the gifts follow what they buy. Safe to repeat.

    Raises Refusal `referral_of_oneself`, `referral_in_circle` where the one brought had brought the other, directly or
    not, `referral_late` for who was a customer already; Conflict `referral_known` where somebody else brought them.
    """
    # Two at once could close a circle that neither sees.
    lock_words([_ONE_AT_A_TIME])
    lock_rows(Customer, sorted({referred_id, referrer_id}))
    known = referrer_of(referred_id)
    if known == referrer_id:
        return
    if known is not None:
        raise Conflict("referral_known", field="referred_by")
    _refuse(referred_id, referrer_id, now)
    Referral.objects.create(referred_id=referred_id, referrer_id=referrer_id, made_at=now)
    refresh_points([referred_id], now=now)
    outbox.changed("loyalty", [referred_id])


def referrer_of(customer_id: int) -> int | None:
    """Return who brought a customer, or somebody merged into them."""
    found = Referral.objects.filter(referred__in=tree_of(customer_id)).order_by("pk").first()
    return head_of(found.referrer_id) if found else None


def _refuse(referred_id: int, referrer_id: int, now: datetime) -> None:
    if referrer_id == referred_id:
        raise Refusal("referral_of_oneself", field="referred_by")
    above, seen = referrer_of(referrer_id), {referrer_id}
    while above is not None and above not in seen:
        if above == referred_id:
            raise Refusal("referral_in_circle", field="referred_by")
        seen.add(above)
        above = referrer_of(above)
    if is_late(referred_id, now=now):
        raise Refusal("referral_late", field="referred_by")


def is_late(customer_id: int, *, now: datetime) -> bool:
    """Tell whether somebody has bought for so long that nobody brings them any more."""
    return Receipt.objects.filter(customer=customer_id, sold_at__lt=now - TIME_TO_TELL).exists()
