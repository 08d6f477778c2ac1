"""Points given, used and lost month by month, vouchers issued and used, and who stands on which tier."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import ibis

from chaland.insight.looking import Looking
from chaland.warehouse.engine import run, table

USED, LOST, BACK = ("burnt", "restored"), ("expired",), ("returned",)
MOVED = "moved"


@dataclass(frozen=True, slots=True)
class Moved:
    """What became of points and vouchers in a month; all of it counts upwards.

    given: by purchases, gifts and corrections; back: taken back with returns; used: at the till; lost: past their time.
    issued, redeemed: vouchers.
    """

    given: int = 0
    back: int = 0
    used: int = 0
    lost: int = 0
    issued: int = 0
    redeemed: int = 0


@dataclass(frozen=True, slots=True)
class Standing:
    """Who stands on a tier, by its name, empty for none. points: they may use."""

    tier: str
    customers: int
    points: int


def by_month(looking: Looking, first: date, last: date) -> Mapping[date, Moved]:
    """Return what moved from one day to the other, both within. Days of vouchers are counted in UTC."""
    found: dict[date, dict[str, int]] = {}
    issued = _in_months(_seen(looking, "vouchers"), "issued_at", first, last)
    redeemed = _in_months(_seen(looking, "voucher_uses"), "used_at", first, last)
    for rows in (
        _points(looking, first, last),
        issued.group_by("month").aggregate(issued=issued.count()),
        redeemed.group_by("month").aggregate(redeemed=redeemed.count()),
    ):
        for row in run(rows).to_pylist():
            found.setdefault(row.pop("month"), {}).update(row)
    return {month: Moved(**found[month]) for month in sorted(found)}


def _points(looking: Looking, first: date, last: date) -> Any:
    rows = _seen(looking, "points")
    rows = rows.filter(rows.counted_on.between(first, last), rows.kind != MOVED)
    rows = rows.mutate(month=rows.counted_on.truncate("M").cast("date"))
    taken = {name: -rows.points.sum(where=rows.kind.isin(kinds)).fill_null(0) for name, kinds in _TAKEN.items()}
    given = rows.points.sum(where=rows.kind.notin([*USED, *LOST, *BACK])).fill_null(0)
    return rows.group_by("month").aggregate(given=given, **taken)


_TAKEN = {"back": BACK, "used": USED, "lost": LOST}


def _seen(looking: Looking, fact: str) -> Any:
    rows = table(fact)
    if looking.store_id is not None:
        rows = rows.filter(rows.store_id == looking.store_id)
    return rows if looking.people is None else rows.semi_join(looking.people, "customer_id")


def _in_months(rows: Any, moment: str, first: date, last: date) -> Any:
    after, until = datetime.combine(first, time()), datetime.combine(last + timedelta(days=1), time())
    rows = rows.filter(rows[moment] >= after, rows[moment] < until)
    return rows.mutate(month=rows[moment].truncate("M").cast("date"))


def tiers(looking: Looking, names: Mapping[tuple[int, str], str]) -> list[Standing]:
    """Return who stands where today, the most people first: of a store those whom it knows.

    names: of tiers, by the id of their programme and their code. Tiers of one name are one, as segments ask for them.
    """
    rows = table("balances")
    if looking.store_id is not None:
        figures = table("figures")
        rows = rows.semi_join(figures.filter(figures.store_id == looking.store_id), "customer_id")
    if looking.people is not None:
        rows = rows.semi_join(looking.people, "customer_id")
    named = [((rows.programme_id == one) & (rows.tier == code), name) for (one, code), name in names.items()]
    rows = rows.mutate(tier=ibis.cases(*named, else_="")) if named else rows.mutate(tier=ibis.literal(""))
    found = rows.group_by("tier").aggregate(customers=rows.customer_id.nunique(), points=rows.points.sum())
    kept = (Standing(row["tier"], row["customers"], row["points"]) for row in run(found).to_pylist())
    return sorted(kept, key=lambda one: (-one.customers, one.tier))
