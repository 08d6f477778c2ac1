"""Cards, points, tiers, vouchers and referrals of made-up people: by their place, each another mix."""

from datetime import datetime, timedelta

from chaland.customers.models import Card
from chaland.loyalty.models import Balance, Programme, Referral
from chaland.loyalty.models.vouchers import Voucher, VoucherKind, VoucherUse
from chaland.loyalty.rules.programme import Tier
from factories.loyalty import version

STATUSES = ("active", "lost", "replaced")
TIERS = ("", "Or", "argent")
NAMED = (Tier("argent", 0, "Quai"), Tier("Or", 10, "Halle", early_access=True))
EARLY = {"kind": "access"}
STATES = ("issued", "reserved", "redeemed", "cancelled")
LOST_IN = (None, 0, 1, 30, 31, 400)


def reward(ids: list[int], stores: list, now: datetime) -> None:
    """Write it down, as it stands in the tables."""
    programme = Programme.objects.create(name="Programme inventé")
    version(programme, now.date() - timedelta(days=900), tiers=NAMED)
    kinds = [VoucherKind.objects.create(name="Inventé", terms=terms, created_at=now) for terms in ({}, EARLY)]
    for place, one in enumerate(ids):
        if place % 4:
            Card.objects.create(customer_id=one, number=f"C{one}", status=STATUSES[place % 3], issued_at=now)
            _balance(place, one, programme, now)
        if place and place % 3 == 0:
            made = now - timedelta(days=7 * place)
            Referral.objects.create(referred_id=one, referrer_id=ids[place - 1], made_at=made)
        for turn in range(place % 4):
            _voucher(place + turn, one, kinds[place % 2], stores, now)


def _balance(place: int, customer_id: int, programme: Programme, now: datetime) -> None:
    days = LOST_IN[place % len(LOST_IN)]
    Balance.objects.create(
        customer_id=customer_id,
        programme=programme,
        points=50 * place,
        counted_on=now.date(),
        lost_on=None if days is None else now.date() + timedelta(days=days),
        lost_points=0 if days is None else 10 * place,
        tier=TIERS[place % 3],
    )


def _voucher(place: int, customer_id: int, kind: VoucherKind, stores: list, now: datetime) -> None:
    store = (None, *stores)[place % (len(stores) + 1)]
    voucher = Voucher.objects.create(
        code=f"{customer_id}-{place}",
        kind=kind,
        customer_id=customer_id,
        store=store,
        state=STATES[place % 4],
        uses_left=1,
        valid_from=now - timedelta(days=5 - place),
        valid_until=now + timedelta(days=place - 2),
        issued_at=now,
        reason="hand",
        key=f"{customer_id}-{place}",
    )
    if place % 2:
        acts = ("redeemed", "released") if place % 3 == 0 else ("redeemed",)
        for act in acts:
            VoucherUse.objects.create(
                voucher=voucher, key="1", act=act, store=store, uses_left=0, at=now - timedelta(days=10 * place)
            )
