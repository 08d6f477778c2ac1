"""What may be asked of a campaign while it is prepared: pure checks."""

from dataclasses import dataclass
from datetime import datetime

from chaland.campaigns.rules.control import ALL_PERCENT
from chaland.kernel.errors import Refusal

LONGEST_WINDOW = 365
MOST_CENTS = 100_000_000


@dataclass(frozen=True, slots=True)
class When:
    """When a campaign leaves and how it is measured; see the columns of `Campaign`."""

    starts_at: datetime | None = None
    ends_at: datetime | None = None
    per_hour: int | None = None
    window_days: int = 30
    fixed_cents: int = 0
    thousand_cents: int = 0


def check_percent(percent: int, *, most: int = ALL_PERCENT, field: str = "control_percent") -> int:
    """Return a share that may be left alone. Raises Refusal `campaign_percent`.

    >>> check_percent(10)
    10
    """
    if not 0 <= percent <= most:
        raise Refusal("campaign_percent", field=field, limit=most)
    return percent


def check_when(when: When, *, now: datetime) -> None:
    """Refuse moments, rates, windows and costs that make no sense.

    Raises Refusal `campaign_begins_too_early`, `campaign_ends_too_early`, `campaign_rate`, `campaign_window`,
    `campaign_cost`.
    """
    begin = when.starts_at or now
    if when.starts_at and when.starts_at < now:
        raise Refusal("campaign_begins_too_early", field="starts_at")
    if when.ends_at and when.ends_at <= begin:
        raise Refusal("campaign_ends_too_early", field="ends_at")
    if when.per_hour is not None and when.per_hour < 1:
        raise Refusal("campaign_rate", field="per_hour")
    if not 1 <= when.window_days <= LONGEST_WINDOW:
        raise Refusal("campaign_window", field="window_days", limit=LONGEST_WINDOW)
    for name in ("fixed_cents", "thousand_cents"):
        if not 0 <= getattr(when, name) <= MOST_CENTS:
            raise Refusal("campaign_cost", field=name)
