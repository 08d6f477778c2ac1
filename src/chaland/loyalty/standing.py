"""Where customers stand in a programme, as a till or a screen shows it. Plain statements, for a till waits."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from chaland.database.lookups import fetch
from chaland.kernel.dates import business_day
from chaland.loyalty.models import Entry
from chaland.loyalty.rules.programme import Programme
from chaland.loyalty.schemes import Scheme, Version, as_day, schemes
from chaland.stores.queries import network_zone


@dataclass(frozen=True, slots=True)
class TierNow:
    """The tier held with the purchases so far. missing: to the next one, in points, cents or visits (`measure`).

    percent: what it takes off at the till. early_access: to private sales.
    """

    code: str
    name: str
    advantage: str
    ends_on: date | None
    measure: str
    next_code: str
    next_name: str
    missing: int
    percent: int = 0
    early_access: bool = False


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a customer stands. worth_cents: what the points are worth at the till, in whole steps of the programme.

    lost_soon: points lost within the programme's notice, on `lost_on`.
    """

    programme_id: int
    name: str
    points: int
    debt: int
    worth_cents: int
    burn_points: int
    burn_cents: int
    lost_soon: int
    lost_on: date | None
    tier: TierNow | None


def standing_of(customer_id: int, *, now: datetime, store_id: int | None = None) -> Standing | None:
    """Return where a customer stands in the programme of a store, or of the network; None without a programme."""
    found = _chosen(schemes(), store_id)
    return _standing(customer_id, found, now) if found else None


def standings_of(customer_id: int, *, now: datetime, store_id: int | None = None) -> list[Standing]:
    """Return where a customer stands in every programme, or in that of one store."""
    every = schemes()
    chosen = every if store_id is None else [one for one in every if store_id in one.stores]
    found = [_standing(customer_id, one, now) for one in chosen]
    return [one for one in found if one]


def _chosen(found: Sequence[Scheme], store_id: int | None) -> Scheme | None:
    if store_id is not None:
        return next((one for one in found if store_id in one.stores), None)
    return next((one for one in found if one.merchant_id is None), found[0] if found else None)


def _standing(customer_id: int, scheme: Scheme, now: datetime) -> Standing | None:
    today = business_day(now, ZoneInfo(network_zone()))
    version = scheme.on(today)
    if version is None:
        return None
    rows = fetch(
        "SELECT points, debt, lost_on, lost_points, tier, tier_measured, tier_ends_on FROM loyalty_balance "
        "WHERE customer_id = %s AND programme_id = %s",
        [customer_id, scheme.programme_id],
    )
    points, debt, lost_on, lost, *tier = rows[0] if rows else (0, 0, None, 0, "", 0, None)
    return Standing(
        scheme.programme_id,
        scheme.name,
        points,
        debt,
        worth_cents(points, version),
        version.burn_points,
        version.burn_cents,
        *_lost(lost_on, lost, version, today),
        tier_told(version.rules, *tier),
    )


def _lost(lost_on: str | date | None, points: int, version: Version, today: date) -> tuple[int, date | None]:
    if lost_on is None or (as_day(lost_on) - today).days > version.rules.notice_days:
        return 0, None
    return points, as_day(lost_on)


def worth_cents(points: int, version: Version) -> int:
    """Return what points are worth at the till: whole steps only."""
    return points // version.burn_points * version.burn_cents if version.burn_points else 0


def tier_told(rules: Programme, code: str, measured: int, ends_on: str | date | None) -> TierNow | None:
    """Return the tier of a code and what is missing to the next one."""
    if not rules.tiers:
        return None
    codes = [one.code for one in rules.tiers]
    place = codes.index(code) if code in codes else -1
    now = rules.tiers[place] if place >= 0 else None
    after = rules.tiers[place + 1] if place + 1 < len(codes) else None
    return TierNow(
        code,
        now.name if now else "",
        now.advantage if now else "",
        as_day(ends_on) if ends_on else None,
        rules.tier_measure,
        after.code if after else "",
        after.name if after else "",
        max(0, after.least - measured) if after else 0,
        now.percent if now else 0,
        early_access=now.early_access if now else False,
    )


def earned_by(receipt_id: int, customer_id: int) -> int:
    """Return the points that a receipt of a customer gave, or took back when below zero."""
    rows = fetch(
        "SELECT COALESCE(SUM(e.points), 0) FROM privacy_subject s JOIN loyalty_entry e ON e.subject = s.key "
        'WHERE s.customer_id = %s AND e.receipt_id = %s AND e."on" = '
        "(SELECT business_on FROM sales_receipt WHERE id = %s)",
        [customer_id, receipt_id, receipt_id],
    )
    return int(rows[0][0])


def entries_of(customer_id: int, *, most: int = 50, store_id: int | None = None) -> list[Entry]:
    """Return the lines of a customer, the latest first; of one store alone where one is given."""
    keys = fetch("SELECT key FROM privacy_subject WHERE customer_id = %s", [customer_id])
    lines = Entry.objects.select_related("store").filter(subject__in=[key for (key,) in keys])
    return list((lines.filter(store=store_id) if store_id else lines).order_by("-on", "-pk")[:most])
