"""What the shop owes its customers in points."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from chaland.database.lookups import fetch
from chaland.kernel.dates import business_day
from chaland.loyalty.rules.account import EXPIRED, OF_USE
from chaland.loyalty.schemes import Scheme, Version, schemes
from chaland.stores.queries import network_zone


@dataclass(frozen=True, slots=True)
class Liability:
    """What one programme owes. debt: taken back by returns after it was used.

    issued, used, lost: of all time. breakage: how much of what is outstanding will never be used, judged by what became
    of points so far: lost against used. cents: what is outstanding is worth; expected_cents: less the breakage.
    Of one store: issued, used and lost are its own; what is outstanding is that of customers whose store of reference
    it is, for they may use it anywhere.
    """

    programme_id: int
    name: str
    holders: int
    outstanding: int
    debt: int
    issued: int
    used: int
    lost: int
    breakage: float
    cents: int
    expected_cents: int


def liabilities(*, now: datetime, store_id: int | None = None) -> list[Liability]:
    """Return what each programme in use owes at this moment. store_id: the only store asked about."""
    today = business_day(now, ZoneInfo(network_zone()))
    asked = [one for one in schemes() if store_id is None or store_id in one.stores]
    return [_liability(one, one.on(today) or one.versions[0], store_id) for one in asked]


_STANDING = (
    "SELECT COUNT(CASE WHEN b.points > 0 THEN 1 END), COALESCE(SUM(b.points), 0), COALESCE(SUM(b.debt), 0) "
    "FROM loyalty_balance b"
)
_GONE = "SELECT kind, SUM(points) FROM loyalty_entry WHERE programme_id = %s"


def _liability(scheme: Scheme, version: Version, store_id: int | None) -> Liability:
    programme = scheme.programme_id
    if store_id is None:
        ((holders, outstanding, debt),) = fetch(f"{_STANDING} WHERE b.programme_id = %s", [programme])
        kinds = dict(fetch(f"{_GONE} GROUP BY kind", [programme]))
    else:
        of_store = (
            "JOIN customers_customer c ON c.id = b.customer_id WHERE b.programme_id = %s AND c.home_store_id = %s"
        )
        ((holders, outstanding, debt),) = fetch(f"{_STANDING} {of_store}", [programme, store_id])
        kinds = dict(fetch(f"{_GONE} AND store_id = %s GROUP BY kind", [programme, store_id]))
    used, lost = -sum(int(kinds.get(kind, 0)) for kind in OF_USE), -int(kinds.get(EXPIRED, 0))
    issued = sum(int(points) for kind, points in kinds.items() if kind not in {*OF_USE, EXPIRED})
    breakage = breakage_of(used, lost)
    cents = cents_of(int(outstanding), version)
    return Liability(
        programme, scheme.name, holders, int(outstanding), int(debt), issued, used, lost, breakage, cents,
        round(cents * (1 - breakage)),
    )  # fmt: skip


def breakage_of(used: int, lost: int) -> float:
    """Return the share of points that end lost, of those that ended.

    >>> breakage_of(300, 100), breakage_of(0, 0)
    (0.25, 0.0)
    """
    return lost / (used + lost) if used + lost > 0 else 0.0


def cents_of(points: int, version: Version) -> int:
    """Return what points are worth, without the steps of the till."""
    return points * version.burn_cents // version.burn_points if version.burn_points else 0
