"""Where a difference in revenue comes from: new customers, those kept, grown and shrunk, those back, those lost."""

from typing import Any

import ibis

from chaland.insight.looking import Looking
from chaland.sales.comparing import STEADY_WITHIN_PERCENT, change_percent
from chaland.sales.dashboard.periods import Period

GROUPS = ("new", "back", "grown", "kept", "shrunk", "lost", "returns", "anonymous")
SUMS = ("now_cents", "before_cents", "visits_now", "visits_before")


def revenue_change(looking: Looking, now: Period, before: Period) -> Any:
    """Return by `group`: customers, revenue of both periods, and of how many visits.

    Everybody with a receipt in either period is in exactly one group, and receipts without a customer are one of their
    own, so that the differences add up to that of the tills. A customer came where they have a visit.

    new: came now and never before the period. back: came now, not in the period before, but earlier.
    grown, shrunk: came in both, for a fifth more or less; kept: in between. lost: came before, not now.
    returns: came in neither, and only brought something back.
    """
    rows = looking.rows("receipts")
    rows = rows.filter(rows.business_on <= now.end_on)
    is_now = rows.business_on >= now.start_on
    is_before = rows.business_on.between(before.start_on, before.end_on)
    is_visit = rows.total_cents >= 0
    each = (
        rows.filter(rows.customer_id.notnull())
        .group_by("customer_id")
        .aggregate(**_sums(rows, is_now, is_before), earlier=_counted(is_visit & ~is_now))
    )
    found = each.filter((each.receipts_now > 0) | (each.receipts_before > 0))
    found = found.mutate(group=_group(found))
    grouped = found.group_by("group").aggregate(customers=found.count(), **{name: found[name].sum() for name in SUMS})
    if looking.people is not None:
        return grouped
    nobody = rows.filter(rows.customer_id.isnull())
    anonymous = nobody.aggregate(**_sums(nobody, is_now, is_before))
    nobody = anonymous.select(
        group=ibis.literal("anonymous"),
        customers=ibis.literal(0).cast("int64"),
        **{name: anonymous[name] for name in SUMS},
    )
    return grouped.union(nobody)


def _sums(rows: Any, is_now: Any, is_before: Any) -> dict[str, Any]:
    is_visit = rows.total_cents >= 0
    return {
        "now_cents": rows.total_cents.sum(where=is_now).fill_null(0),
        "before_cents": rows.total_cents.sum(where=is_before).fill_null(0),
        "visits_now": _counted(is_visit & is_now),
        "visits_before": _counted(is_visit & is_before),
        "receipts_now": _counted(is_now),
        "receipts_before": _counted(is_before),
    }


def _counted(where: Any) -> Any:
    return where.cast("int64").sum().fill_null(0)


def _group(found: Any) -> Any:
    change = change_percent(found.now_cents, found.before_cents)
    comes, came = found.visits_now > 0, found.visits_before > 0
    return ibis.cases(
        (comes & (found.earlier == 0), "new"),
        (comes & ~came, "back"),
        (comes & (change >= STEADY_WITHIN_PERCENT), "grown"),
        (comes & (change <= -STEADY_WITHIN_PERCENT), "shrunk"),
        (comes, "kept"),
        (came, "lost"),
        else_="returns",
    )
