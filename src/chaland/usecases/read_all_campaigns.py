"""Somebody asks what all campaigns together change, against the people whom every one of them leaves alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np

from chaland.campaigns import services
from chaland.campaigns.measuring import MEASURES, Window, around, takings, window_of
from chaland.campaigns.rules.effect import Effect, Outcome, effect
from chaland.campaigns.rules.hold_out import held_out
from chaland.usecases.record_receipts import today_of_network
from chaland.warehouse.engine import run, table

DAYS = 90


@dataclass(frozen=True, slots=True)
class Together:
    """What customers spent over the last DAYS days. percent: of all, left alone; whole: by measure, None of too few."""

    window: Window
    percent: int
    people: int
    people_alone: int
    whole: Mapping[str, Effect | None]


def read_all_campaigns(*, now: datetime) -> Together:
    """Compare those whom campaigns may reach with those left alone by all of them, whoever was written to in the end.

    What they spent before is not taken off: campaigns may have changed that too.
    """
    policy, today = services.policy(), today_of_network(now)
    window = window_of(today - timedelta(days=DAYS - 1), DAYS, today)
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
    return Together(window, policy.hold_out_percent, int((~alone).sum()), int(alone.sum()), whole)
