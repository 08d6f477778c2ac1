"""Somebody asks what all campaigns together change, against the people whom every one of them leaves alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import numpy as np

from chaland.campaigns import services
from chaland.campaigns.measuring import MEASURES, Window, around, takings, window_of
from chaland.campaigns.models import Policy
from chaland.campaigns.rules.effect import Effect, Outcome, effect
from chaland.campaigns.rules.hold_out import held_out
from chaland.stores.queries import network_zone
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse.engine import run, table


@dataclass(frozen=True, slots=True)
class Together:
    """What customers spent since some are left alone by every campaign.

    window: None while nobody is. percent: of all, left alone; whole: by measure, None of too few.
    reached: how many of those left alone were written to in that time all the same.
    """

    today: date
    percent: int
    window: Window | None = None
    people: int = 0
    people_alone: int = 0
    reached: int = 0
    whole: Mapping[str, Effect | None] | None = None


def read_all_campaigns(*, now: datetime) -> Together:
    """Compare those whom campaigns may reach with those left alone by all of them, whoever was written to in the end.

    What they spent before is not taken off: campaigns may have changed that too, where the day was changed.
    """
    policy, today = services.policy(), today_of_network(now)
    since = policy.hold_out_since
    if not policy.hold_out_percent or since is None:
        return Together(today, policy.hold_out_percent)
    window = window_of(since, (today - since).days + 1, today)
    found = around(table("customers").select("customer_id"), takings(None, None), window)
    rows = run(found.select("customer_id", *(f"{measure}_after" for measure in MEASURES)))
    alone = held_out(policy.hold_out_seed, policy.hold_out_percent, rows["customer_id"].to_numpy())
    nothing = np.zeros(len(alone))
    whole = {
        measure: effect(
            Outcome(~alone, rows[f"{measure}_after"].to_numpy().astype(float), nothing, nothing.astype(np.int64))
        )
        for measure in MEASURES
    }
    people = int((~alone).sum())
    return Together(today, policy.hold_out_percent, window, people, len(alone) - people, reached(policy), whole)


def reached(policy: Policy) -> int:
    """Return how many of those left alone by every campaign were written to by one since the day it is said to be so.

    More than none where that day was put earlier than it was.
    """
    if not policy.hold_out_percent or policy.hold_out_since is None:
        return 0
    start = datetime.combine(policy.hold_out_since, time(), ZoneInfo(network_zone())).astimezone(UTC)
    rows = table("campaign_messages")
    sent = run(rows.filter(rows.sent_at >= start.replace(tzinfo=None)).select("customer_id").distinct())
    ids = sent["customer_id"].to_numpy()
    return int(held_out(policy.hold_out_seed, policy.hold_out_percent, ids).sum())
