"""A made-up loyalty programme and what comes of it."""

from datetime import UTC, date, datetime

from chaland.loyalty.models import Balance, Entry, Programme, ProgrammeVersion
from chaland.loyalty.rules.programme import Earning, Gifts, Tier
from chaland.loyalty.rules.programme import Programme as Rules
from chaland.loyalty.rules.written import written
from chaland.loyalty.verifying import verify

BEGINS = date(2026, 1, 1)
NOW = datetime(2026, 11, 22, 10, tzinfo=UTC)
BY_EURO = (Earning("amount", 1, per_cents=100),)


def programme(*, begins=BEGINS, earnings=BY_EURO, gifts=None, merchant=None, **rules) -> Programme:
    """One point a euro in every store, unless told otherwise."""
    found = Programme.objects.create(name="Club", merchant=merchant)
    version(found, begins, earnings=earnings, gifts=gifts or Gifts(), **rules)
    return found


def version(of: Programme, begins: date, **rules) -> ProgrammeVersion:
    said = Rules(begins, **rules)
    return ProgrammeVersion.objects.create(programme=of, valid_from=begins, rules=written(said), made_at=NOW)


def tiers(*least: int) -> tuple[Tier, ...]:
    return tuple(Tier(f"t{place}", one, f"Palier {place}") for place, one in enumerate(least, 1))


def balances() -> dict[str, tuple[int, int]]:
    """Points and debt of everybody with a reference."""
    rows = Balance.objects.exclude(points=0, debt=0).order_by("customer__reference")
    return {
        reference: (points, debt)
        for reference, points, debt in rows.values_list("customer__reference", "points", "debt")
    }


def lines() -> list[tuple]:
    return list(Entry.objects.order_by("store", "seq").values_list("kind", "points", "on"))


def wrong() -> str:
    """What is wrong with the ledger, or nothing."""
    return verify().problem
