"""Before a campaign leaves: how small a gain it can show."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from chaland.accounts.rules import Scope
from chaland.campaigns.audience import rule_of
from chaland.campaigns.measuring import added_up, around, sums_of, takings, window_of
from chaland.campaigns.models import Campaign
from chaland.campaigns.rules.effect import AFTER, PEOPLE, spread_of
from chaland.campaigns.rules.power import smallest_seen
from chaland.kernel.money import Cents
from chaland.segments.evaluating import View
from chaland.segments.evaluating import people as people_in
from chaland.segments.queries import read_rule
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Gain:
    """The smallest gain per person that is seen four times in five.

    usual_cents: what one of them spent in as many days up to now. days: of the window.
    """

    cents: Cents
    usual_cents: Cents
    days: int

    @property
    def share(self) -> float | None:
        """The gain as a share of what they usually spend, 0.08 for 8 %; None where they spend nothing."""
        return self.cents / self.usual_cents if self.usual_cents > 0 else None


def smallest_gain(campaign: Campaign, people: int, alone: int, now: datetime) -> Gain | None:
    """Return what a campaign to so many people, with so many left alone, can show; None of too few.

    How unequally they spend is that of the segment's people (of everybody without one) over the window's length up to
    yesterday, less what the same length before explains, as it is taken off when the results are worked out.
    Raises what `segments.queries.read_rule` raises.
    """
    today = today_of_network(now)
    window = window_of(today - timedelta(days=campaign.window_days), campaign.window_days, today - timedelta(days=1))
    found = around(_audience(campaign, now), takings(campaign.store_id, campaign.merchant_id), window)
    (sums,) = sums_of(run(added_up(found)), "cents")
    gain = smallest_seen(people, alone, spread_of(sums)) if sums[PEOPLE] > 1 else None
    return None if gain is None else Gain(round(gain), round(sums[AFTER] / sums[PEOPLE]), campaign.window_days)


def _audience(campaign: Campaign, now: datetime) -> Any:
    scope = Scope(campaign.store_id)
    rule, rules = read_rule(campaign.rule or rule_of(campaign), scope)
    return people_in(rule, View(today_of_network(now), scope.store_id, rules)).select("customer_id")
