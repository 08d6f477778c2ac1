"""What a customer spends now against earlier: a change in percent, and what counts as one."""

from typing import Any

import ibis

STEADY_WITHIN_PERCENT = 20
_FROM_NOTHING = 1e6


def change_percent(now_cents: Any, before_cents: Any) -> Any:
    """Return by how much an amount changed, -40 for 40 % less. From nothing to something it is a million."""
    difference = now_cents - before_cents
    return ibis.cases(
        (difference == 0, 0.0),
        (before_cents == 0, (difference > 0).ifelse(_FROM_NOTHING, -_FROM_NOTHING)),
        else_=100.0 * difference / before_cents.abs(),
    )
