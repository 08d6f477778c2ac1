"""A made-up loyalty programme for the benches, and regular customers: the first of the file, of many receipts each."""

import random
from datetime import date, timedelta
from typing import Any

from _shop import NOW, receipt

REGULARS = 1_000
VISITS = 73
"""Of each regular customer, on average, in the year before."""
DAYS_BETWEEN = 5
AT_ONCE = 1000
BEGINS = date(2025, 10, 1)


def open_club() -> None:
    """Put the programme in force; the first time, with the year of the regular customers."""
    if put_in_force()[1]:
        _buy_for_a_year()


def put_in_force() -> tuple[Any, bool]:
    """Put the programme in force; returns it and whether it is new."""
    from chaland.loyalty.models import Programme, ProgrammeVersion
    from chaland.loyalty.rules.written import written

    found, is_new = Programme.objects.get_or_create(merchant=None, defaults={"name": "Club de mesure"})
    Programme.objects.filter(pk=found.pk).update(is_active=True)
    if is_new:
        ProgrammeVersion.objects.create(programme=found, valid_from=BEGINS, rules=written(_rules()), made_at=NOW)
    return found, is_new


def close_club() -> None:
    """Put the programme out of force."""
    from chaland.loyalty.models import Programme

    Programme.objects.update(is_active=False)


def _rules() -> Any:
    from chaland.loyalty.rules.programme import Earning, Gifts, Multiplier, Programme, Tier

    return Programme(
        BEGINS,
        earnings=(Earning("amount", 1, per_cents=100),),
        multipliers=(Multiplier(200, weekdays=frozenset({6})), Multiplier(150, tiers=frozenset({"gold"}))),
        lasts_months=12,
        tiers=(Tier("bronze", 20_000), Tier("silver", 60_000), Tier("gold", 150_000)),
        grace_days=30,
        gifts=Gifts(welcome=50),
    )


def _buy_for_a_year() -> None:
    from chaland.api.receipt_parsing import parse_receipt
    from chaland.usecases.sales.record_receipts import record_receipts

    chance = random.Random(7)
    bodies = []
    for visit in range(VISITS, 0, -1):
        sold_at = (NOW - timedelta(DAYS_BETWEEN * visit)).isoformat()
        bodies += [receipt(chance, f"club-{visit}-{n}", REGULARS, 3) | {"sold_at": sold_at} for n in range(REGULARS)]
    for first in range(0, len(bodies), AT_ONCE):
        record_receipts([parse_receipt(one, {}) for one in bodies[first : first + AT_ONCE]], now=NOW)


def latest_receipt(chance: random.Random, number: str, customers: int, lines: int) -> dict[str, Any]:
    """Make a receipt of now, of one of the first `customers`."""
    return receipt(chance, number, customers, lines) | {"sold_at": NOW.isoformat()}
