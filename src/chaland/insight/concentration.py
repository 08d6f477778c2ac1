"""What share of the revenue the best customers make: the curve of 20 and 80."""

from collections.abc import Sequence
from typing import Any

from chaland.insight.looking import Looking, between
from chaland.sales.dashboard.periods import Period

SHARES = (1, 2, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100)
"""Percent of the customers, the best first."""


def concentration(looking: Looking, period: Period, shares: Sequence[int] = SHARES) -> Any:
    """Return one row: for each share `customers_<share>` among the best so many in a hundred, and `cents_<share>`.

    The best are those at or above the quantile of the revenue of a customer in the period, who spend the same
    together: the same people as the condition "among the highest" of a segment. `least_<share>` is that quantile.
    """
    rows = between(looking.known(), period.start_on, period.end_on)
    each = rows.group_by("customer_id").aggregate(spent=rows.total_cents.sum())
    limits = each.aggregate(**{f"least_{share}": each.spent.quantile(1 - share / 100) for share in shares})
    found = each.cross_join(limits)
    counted = {}
    for share in shares:
        is_in = found.spent >= found[f"least_{share}"]
        counted[f"customers_{share}"] = is_in.cast("int64").sum().fill_null(0)
        counted[f"cents_{share}"] = found.spent.sum(where=is_in).fill_null(0)
        counted[f"least_{share}"] = found[f"least_{share}"].max()
    return found.aggregate(**counted)
