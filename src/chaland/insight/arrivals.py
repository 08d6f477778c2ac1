"""Customers by the month of their first visit: how many came again in each month after, and what they brought."""

from typing import Any

from chaland.insight.looking import Looking

MONTHS_SHOWN = 13
_YEAR = 12


def arrivals(looking: Looking, months: int = MONTHS_SHOWN) -> Any:
    """Return by `arrived` and `later`: `customers` who came that month, and `revenue_cents` of that month.

    arrived: months back from the month of today, 0 for the latest. later: months after the month of the first visit,
    so that later 0 has all who arrived. Revenue deducts returns; a return before the first visit is nobody's.
    """
    rows = looking.known()
    visits = rows.filter(rows.total_cents >= 0)
    first = visits.group_by("customer_id").aggregate(first_on=visits.business_on.min())
    now = _YEAR * looking.today.year + looking.today.month
    first = first.mutate(first_month=_month(first.first_on)).filter(first.first_on <= looking.today)
    first = first.filter(first.first_month > now - months)
    found = rows.inner_join(first, "customer_id")
    found = found.filter(found.business_on >= found.first_on, found.business_on <= looking.today)
    by_month = found.group_by(["customer_id", "first_month", found.business_on.year(), found.business_on.month()])
    each = by_month.aggregate(
        later=_month(found.business_on.min()) - found.first_month.min(),
        came=(found.total_cents >= 0).cast("int64").max(),
        revenue_cents=found.total_cents.sum(),
    )
    each = each.mutate(arrived=now - each.first_month)
    return each.group_by(["arrived", "later"]).aggregate(
        customers=each.came.sum(), revenue_cents=each.revenue_cents.sum()
    )


def _month(day: Any) -> Any:
    """Return the number of a month: 12 for each year, and its own."""
    return _YEAR * day.year().cast("int64") + day.month().cast("int64")
