"""What came of a campaign, or of those of a journey as one: messages and vouchers, and who spent what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from django.db.models import Sum
from numpy.typing import NDArray

from chaland.campaigns.measuring import MEASURES, Window, added_up, around, around_each, sums_of, takings
from chaland.campaigns.models import Campaign, LinkCount, Message
from chaland.campaigns.rules.control import STRATA
from chaland.campaigns.rules.effect import CONFIDENCE, PEOPLE, Effect, Moments, Numbers, effect_of
from chaland.warehouse.engine import run, table

GROUPS = ("stratum", "variant", "store_id", "tier", "parts")
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sending:
    """What became of the messages. by_state: people by the state of their message. sent_of: what left, by campaign.

    clicked: people who agree that it is noted, and followed a link; scanned: theirs, by a machine. followed: how often
    links were by the others, of whom it is only counted; followed_by_machine: beside these.
    uses: of vouchers; users: the people who used one; discount_cents: what they took off, as far as it is known.
    """

    by_state: Mapping[str, int]
    sent_of: Mapping[int, int]
    delivered: int = 0
    bounced: int = 0
    complained: int = 0
    clicked: int = 0
    scanned: int = 0
    followed: int = 0
    followed_by_machine: int = 0
    unsubscribed: int = 0
    uses: int = 0
    users: int = 0
    discount_cents: int = 0

    @property
    def sent(self) -> int:
        """The messages that left, whatever became of them."""
        return self.by_state.get(Message.State.SENT, 0)


def sending(campaigns: Sequence[Campaign]) -> Sending:
    """Count messages and vouchers. Of who was erased since there is the message's state and no more."""
    rows = _of("campaign_messages", campaigns)
    flags = {name: rows[f"is_{name}"].sum() for name in ("delivered", "complained", "scanned", "unsubscribed")}
    moments = {name: rows[f"{name}_at"].notnull().sum() for name in ("bounced", "clicked")}
    told = run(rows.group_by("campaign_id", "state").aggregate(people=rows.count(), **flags, **moments)).to_pylist()
    uses = _of("campaign_uses", campaigns)
    used = uses.aggregate(
        uses=uses.count(), users=uses.customer_id.nunique(), discount_cents=uses.discount_cents.sum().fill_null(0)
    )
    counts = LinkCount.objects.filter(content__campaign__in=campaigns).values_list("by_machine").annotate(Sum("times"))
    followed = dict(counts)
    by_campaign = _by_campaign(campaigns, told)
    return Sending(
        {state: sum(own[state] for own in by_campaign.values()) for state in Message.State.values},
        {pk: own[Message.State.SENT] for pk, own in by_campaign.items()},
        followed=followed.get(False, 0),
        followed_by_machine=followed.get(True, 0),
        **{name: sum(row[name] or 0 for row in told) for name in (*flags, *moments)},
        **run(used, fresh=False).to_pylist()[0],
    )


def _of(fact: str, campaigns: Iterable[Campaign]) -> Any:
    return table(fact).filter(ibis._.campaign_id.isin([one.pk for one in campaigns]))


def _by_campaign(campaigns: Sequence[Campaign], told: list[dict[str, Any]]) -> dict[int, Counter[str]]:
    """Return the messages in each state, by campaign."""
    found = {one.pk: Counter[str]() for one in campaigns}
    for row in told:
        found[row["campaign_id"]][row["state"]] += row["people"]
    # Nobody's: an index finds them.
    for pk, state in Message.objects.filter(customer=None, campaign__in=campaigns).values_list("campaign", "state"):
        found[pk][state] += 1
    return found


@dataclass(frozen=True, slots=True)
class Spending:
    """What people spent and how often they came, added up by group: a row for each mix of GROUPS and `is_alone`."""

    rows: pa.Table
    sums: Mapping[str, Numbers]

    def column(self, name: str) -> NDArray[Any]:
        """Return the values of a group, a place for each row; empty text or 0 where there is none."""
        found = self.rows[name]
        filled: NDArray[Any] = found.fill_null("" if pa.types.is_string(found.type) else 0).to_numpy()
        return filled

    @property
    def is_alone(self) -> Rows:
        """Which rows are of people left alone."""
        found: Rows = self.rows["is_alone"].to_numpy()
        return found

    def effect(
        self, measure: str, of: Rows | None = None, against: Rows | None = None, *, confidence: float = CONFIDENCE
    ) -> Effect | None:
        """Compare the people of some rows with those of others: all who were written to with all left alone."""
        groups = (~self.is_alone if of is None else of, self.is_alone if against is None else against)
        return effect_of(self._moments(measure, *groups), confidence=confidence)

    def people(self, of: Rows) -> int:
        """Return how many people some rows are of."""
        return int(self.sums[MEASURES[0]][of, PEOPLE].sum())

    def _moments(self, measure: str, *groups: Rows) -> Moments:
        strata, place = np.unique(self.column("stratum"), return_inverse=True)
        found: Moments = np.zeros((len(strata), len(groups), 6))
        for number, rows in enumerate(groups):
            np.add.at(found[:, number], place[rows], self.sums[measure][rows])
        peopled: Rows = found[:, :, PEOPLE].sum(axis=1) > 0
        kept: Moments = found[peopled]
        return kept


def spending(campaigns: Sequence[Campaign], window: Window) -> Spending:
    """Add up what the people of a campaign spent, those it was meant for and those left alone.

    Of a journey each is measured from the first day of their own on, and only once all their days are over.
    """
    first = campaigns[0]
    people = _meant(campaigns) if is_drawn(campaigns) else _everybody(campaigns)
    receipts = takings(first.store_id, first.merchant_id)
    if first.journey_id:
        over = people.filter(people.entered_on <= window.last - timedelta(days=window.days - 1))
        found = around_each(_with_stores(over), receipts, window.days)
    else:
        found = around(_with_stores(people), receipts, window)
    rows = run(added_up(found, *GROUPS, "is_alone"))
    return Spending(rows, {measure: sums_of(rows, measure) for measure in MEASURES})


def spending_of_all(alone: NDArray[np.int64], window: Window) -> Spending:
    """Add up what all customers spent, those whom every campaign leaves alone and the others.

    Their strata are fifths of those who had spent something before, as those of a campaign: no draw went by them, but
    they are of what nothing could change any more, so that comparing within them is as fair.
    """
    people = table("customers").select("customer_id", store_id="home_store_id")
    found = around(people, takings(None, None), window)
    marked = ibis.memtable(pa.table({"held_out": pa.array(alone, pa.int64())}))
    found = found.left_join(marked, [("customer_id", "held_out")])
    spent = found.cents_before > 0
    by_spending = ibis.window(group_by=spent, order_by=[found.cents_before, found.customer_id])
    stratum = spent.ifelse(ibis.ntile(STRATA).over(by_spending) + 1, 0)
    keys = ("stratum", "store_id", "is_alone")
    rows = run(added_up(found.mutate(stratum=stratum, is_alone=found.held_out.notnull()), *keys))
    return Spending(rows, {measure: sums_of(rows, measure) for measure in MEASURES})


def is_drawn(campaigns: Iterable[Campaign]) -> bool:
    """Tell whether chance chose who was left alone; of a campaign brought from elsewhere, nobody here did."""
    return all(one.seed for one in campaigns)


def _meant(campaigns: Iterable[Campaign]) -> Any:
    rows = _of("campaign_messages", campaigns)
    is_alone = rows.state == Message.State.ALONE.value
    # Two files that became one person since: written to if either was.
    return rows.group_by("customer_id").aggregate(
        stratum=rows.stratum.min(),
        variant=rows.variant.min(),
        tier=rows.tier.max(),
        parts=rows.parts.bit_or(),
        is_alone=is_alone.min(),
        entered_on=rows.entered_on.min(),
    )


def _everybody(campaigns: Iterable[Campaign]) -> Any:
    """Return all customers, those who received nothing as left alone."""
    people, meant = table("customers").select("customer_id"), _meant(campaigns).rename({"reached": "customer_id"})
    found = people.left_join(meant, [("customer_id", "reached")])
    return found.select(
        "customer_id",
        stratum=found.stratum.fill_null(0),
        variant=found.variant.fill_null("a"),
        tier=found.tier,
        parts=found.parts.fill_null(0),
        is_alone=found.reached.isnull(),
    )


def _with_stores(people: Any) -> Any:
    homes = table("customers").select(known="customer_id", store_id="home_store_id")
    return people.left_join(homes, [("customer_id", "known")]).drop("known")
