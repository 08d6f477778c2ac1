"""While a campaign is prepared: how many it would reach, who is left out and why, and what it would cost."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from chaland.campaigns import audience
from chaland.campaigns.models import Campaign
from chaland.campaigns.rules.control import ALL_PERCENT
from chaland.usecases.sales.record_receipts import today_of_network

LOOKED_AT = 20_000
"""People looked at one by one; of more, so many are drawn and counted for the others."""
_THOUSAND = 1000


@dataclass(frozen=True, slots=True)
class AudienceLook:
    """What the audience would be now.

    meant: whom the segment describes. reached, alone: of them, who gets a message and who is left alone.
    left_out: how many may not be contacted, by reason, the most frequent first. is_estimate: counted on a sample.
    some: a few who would be contacted, for previews.
    """

    meant: int
    reached: int
    alone: int
    left_out: Mapping[str, int]
    cost_cents: int
    is_estimate: bool
    some: tuple[int, ...] = ()


def look_at_audience(campaign: Campaign, *, now: datetime) -> AudienceLook:
    """Return what the audience would be if it were drawn up now. Raises what reading the segment's rule raises."""
    ids = audience.meant(campaign, today=today_of_network(now))
    is_estimate = len(ids) > LOOKED_AT
    sample = sorted(random.Random(campaign.seed).sample(ids, LOOKED_AT)) if is_estimate else ids  # noqa: S311
    found = audience.let_through(campaign, sample, now=now)
    times = len(ids) / len(sample) if sample else 1
    people = round(len(found.people) * times)
    alone = (people * campaign.control_percent + ALL_PERCENT // 2) // ALL_PERCENT
    return AudienceLook(
        meant=len(ids),
        reached=people - alone,
        alone=alone,
        left_out={
            reason: round(count * times)
            for reason, count in sorted(found.left_out.items(), key=lambda pair: (-pair[1], pair[0]))
        },
        cost_cents=cost_cents(campaign, people - alone),
        is_estimate=is_estimate,
        some=tuple(found.people[:5]),
    )


def cost_cents(campaign: Campaign, messages: int) -> int:
    """Return what so many messages of a campaign cost, in cents, rounded to the nearest.

    >>> cost_cents(Campaign(fixed_cents=100, thousand_cents=4500), 10)
    145
    """
    return campaign.fixed_cents + (campaign.thousand_cents * messages + _THOUSAND // 2) // _THOUSAND
