"""Somebody asks what all campaigns together change, against the people whom every one of them leaves alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from chaland.campaigns import results, services
from chaland.campaigns.measuring import MEASURES, Window, window_of
from chaland.campaigns.models import Campaign, Policy
from chaland.campaigns.rules.effect import Effect
from chaland.campaigns.rules.hold_out import held_out
from chaland.kernel.money import Cents
from chaland.stores.queries import network_zone
from chaland.usecases.campaigns.look_at_audience import cost_cents
from chaland.usecases.campaigns.read_results import Line, lines_by
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse.engine import run, table

_BY = {"stratum": "stratum", "store": "store_id"}
"""Not by tier: campaigns change who reaches one."""


@dataclass(frozen=True, slots=True)
class Together:
    """What customers spent since some are left alone by every campaign.

    window: None while nobody is. percent: of all, left alone; whole: by measure, None of too few.
    reached: how many of those left alone were written to in that time all the same. cost_cents, discount_cents: of what
    left since, and of what its vouchers took off. by: the parts of the file, by store and by what they spent before.
    """

    today: date
    percent: int
    window: Window | None = None
    people: int = 0
    people_alone: int = 0
    reached: int = 0
    whole: Mapping[str, Effect | None] | None = None
    by: Mapping[str, Sequence[Line]] | None = None
    cost_cents: Cents = 0
    discount_cents: Cents = 0


def read_all_campaigns(*, now: datetime) -> Together:
    """Compare those whom campaigns may reach with those left alone by all of them, whoever was written to in the end.

    What they spent before anybody was left alone is taken off first, as for a single campaign.
    """
    policy, today = services.policy(), today_of_network(now)
    since = policy.hold_out_since
    if not policy.hold_out_percent or since is None:
        return Together(today, policy.hold_out_percent)
    window = replace(window_of(since, (today - since).days + 1, today), apart_from=policy.hold_out_first_on)
    ids = run(table("customers").select("customer_id"))["customer_id"].to_numpy()
    found = results.spending_of_all(_alone(policy, ids), window)
    start = _start(since)
    return Together(
        today,
        policy.hold_out_percent,
        window,
        found.people(~found.is_alone),
        found.people(found.is_alone),
        reached(policy),
        {measure: found.effect(measure) for measure in MEASURES},
        {name: lines_by(found, column) for name, column in _BY.items()},
        _cost(start),
        _taken_off(start),
    )


def reached(policy: Policy) -> int:
    """Return how many of those left alone by every campaign were written to by one since the day it is said to be so.

    More than none where that day was put earlier than it was.
    """
    if not policy.hold_out_percent or policy.hold_out_since is None:
        return 0
    rows = table("campaign_messages")
    sent = run(rows.filter(rows.sent_at >= _start(policy.hold_out_since)).select("customer_id").distinct())
    return len(_alone(policy, sent["customer_id"].to_numpy()))


def _alone(policy: Policy, ids: NDArray[np.int64]) -> NDArray[np.int64]:
    found: NDArray[np.int64] = ids[held_out(policy.hold_out_seed, policy.hold_out_percent, ids)]
    return found


def _start(day: date) -> datetime:
    """Return when a day of the network begins, as the lake writes moments."""
    return datetime.combine(day, time(), ZoneInfo(network_zone())).astimezone(UTC).replace(tzinfo=None)


def _cost(start: datetime) -> Cents:
    rows = table("campaign_messages")
    rows = rows.filter(rows.sent_at >= start)
    found = run(rows.group_by("campaign_id").aggregate(messages=rows.count()), fresh=False)
    sent = {row["campaign_id"]: row["messages"] for row in found.to_pylist()}
    return sum(cost_cents(one, sent[one.pk]) for one in Campaign.objects.filter(pk__in=sent))


def _taken_off(start: datetime) -> Cents:
    rows = table("campaign_uses")
    rows = rows.filter(rows.used_at >= start)
    found = run(rows.aggregate(cents=rows.discount_cents.sum()), fresh=False)
    return int(found["cents"][0].as_py() or 0)
