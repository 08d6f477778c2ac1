"""Before a journey is switched on: who would have entered over the last twelve months, how many messages, at what cost.

The same triggers are asked and the same steps walked as when it runs. Conditions on visits are told as they stood when
each step was due; segments, consents and the cap as they are today.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from chaland.campaigns import audience
from chaland.campaigns.models import Campaign, Journey
from chaland.campaigns.rules import journeys as rules
from chaland.campaigns.rules.hold_out import held_out
from chaland.campaigns.rules.journeys import Step, due_at, due_on, read_steps
from chaland.campaigns.standing import campaigns_of
from chaland.campaigns.triggers import COMING, TRIGGERS
from chaland.kernel.money import Cents
from chaland.loyalty.reached import tiers_held
from chaland.privacy.gate import may_contact_many
from chaland.stores.queries import network_zone
from chaland.usecases.campaigns.look_at_audience import LOOKED_AT, cost_cents
from chaland.usecases.collection.send_survey import ONE_EVERY, PURPOSE
from chaland.usecases.journeys.run_journeys import found_between, in_segment
from chaland.usecases.sales.record_receipts import today_of_network

TIERS_LOOKED_AT = 5_000
"""Holders of a tier whose receipts are worked out; of more, about as many are looked at and counted for all."""
OVER_DAYS = 365
NEXT_DAYS = 30
_EPOCH = date(1970, 1, 1)
Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Sent:
    """What one step would have sent: messages, people left alone, people whom the gate or the cap keeps out today.

    campaign: none where it asks a survey.
    """

    campaign: Campaign | None
    messages: int
    alone: int
    left_out: int
    cost_cents: Cents


@dataclass(frozen=True, slots=True)
class Simulation:
    """What would have come of a journey from one day to another, both within.

    tells: `past`, `still_open` or `coming`, see `triggers`. by_month: how many entered, by the first of each month.
    left: how many would have left before the end. is_estimate: the gate was asked about some and counted for all.
    is_drawn: nobody but some, drawn by their number, was looked at at all.
    """

    first: date
    last: date
    tells: str
    entered: int
    people: int
    by_month: Sequence[tuple[date, int]]
    sent: Sequence[Sent]
    left: int
    is_estimate: bool
    is_drawn: bool = False

    @property
    def messages(self) -> int:
        """All messages."""
        return sum(one.messages for one in self.sent)

    @property
    def cost_cents(self) -> Cents:
        """What they would have cost, in cents."""
        return sum(one.cost_cents for one in self.sent)


@dataclass(frozen=True, slots=True)
class _Entered:
    """Everybody who would have entered, a place for each."""

    ids: NDArray[np.int64]
    on: NDArray[np.int64]


def simulate_journey(journey: Journey, *, now: datetime) -> Simulation:
    """Return what would have come of a journey. Raises what reading its segments' rules raises."""
    today = today_of_network(now)
    tells = TRIGGERS[journey.trigger].tells
    first, last = today - timedelta(days=OVER_DAYS), today - timedelta(days=1)
    if tells == COMING:
        first, last = today, today + timedelta(days=NEXT_DAYS)
    one_in = 1 + tiers_held() // TIERS_LOOKED_AT if journey.trigger == "tier" else 1
    found = found_between(journey, first, last, today=today, one_in=one_in)
    entered = _Entered(found["customer_id"].to_numpy(), found["on"].cast("int32").to_numpy().astype(np.int64))
    sent, left, is_estimate = _walk(journey, entered, now, today)
    sent = [_times(one_in, one) for one in sent]
    return Simulation(
        first=first,
        last=last,
        tells=tells,
        entered=one_in * len(found),
        people=one_in * len(np.unique(entered.ids)),
        by_month=[(month, one_in * count) for month, count in _by_month(entered, first, last)],
        sent=sent,
        left=one_in * left,
        is_estimate=is_estimate or one_in > 1,
        is_drawn=one_in > 1,
    )


def _times(one_in: int, one: Sent) -> Sent:
    """Count for everybody what was found of one person in so many."""
    if one_in == 1:
        return one
    messages = one_in * one.messages
    cents = cost_cents(one.campaign, messages) if one.campaign and messages else 0
    return replace(one, messages=messages, alone=one_in * one.alone, left_out=one_in * one.left_out, cost_cents=cents)


def _by_month(entered: _Entered, first: date, last: date) -> list[tuple[date, int]]:
    """Count who entered in each month, also where nobody did; nothing where nobody ever did."""
    if not len(entered.on):
        return []
    begin, end = (np.datetime64(day, "M").astype(np.int64) for day in (first, last))
    months = entered.on.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    counts = np.bincount(months - begin, minlength=int(end - begin) + 1)
    return [(np.datetime64(int(begin) + place, "M").astype(date), int(count)) for place, count in enumerate(counts)]


def _number(day: date) -> int:
    return (day - _EPOCH).days


def _day(number: int) -> date:
    return _EPOCH + timedelta(days=int(number))


def _walk(journey: Journey, entered: _Entered, now: datetime, today: date) -> tuple[list[Sent], int, bool]:
    """Walk the steps with everybody; what is not due by today is not counted, but for what is to come."""
    steps, campaigns = read_steps(journey.steps), campaigns_of(journey)
    here: Rows = np.ones(len(entered.ids), np.bool_)
    sent: list[Sent] = []
    is_estimate = False
    for place, step in enumerate(steps):
        shift = _number(due_on(steps, place, _EPOCH))
        due: Rows = entered.on + shift <= _number(today)
        if TRIGGERS[journey.trigger].tells == COMING:
            due = np.ones_like(due)
        if step.do == rules.ONLY_IF:
            here = here & (~due | _holding(journey, steps, place, entered, today))
        elif step.do in (rules.SEND, rules.ASK):
            due = due & here
            if step.do == rules.ASK:
                due = due & _seldom(entered, due)
            one, is_part = _sent(journey, campaigns.get(step.campaign_id or 0), entered.ids[due], now)
            sent.append(one)
            is_estimate = is_estimate or is_part
    return sent, int((~here).sum()), is_estimate


def _seldom(entered: _Entered, wanted: Rows) -> Rows:
    """Leave out who was asked within the time in which nobody is asked again."""
    found: Rows = np.zeros(len(wanted), np.bool_)
    last: dict[int, int] = {}
    ids, days = entered.ids.tolist(), entered.on.tolist()
    for place in np.flatnonzero(wanted).tolist():
        if days[place] - last.get(ids[place], -OVER_DAYS * 1000) >= ONE_EVERY.days:
            found[place], last[ids[place]] = True, days[place]
    return found


def _holding(journey: Journey, steps: Sequence[Step], place: int, entered: _Entered, today: date) -> Rows:
    step = steps[place]
    if step.condition == "segment":
        members = in_segment(step.segment_id, journey.store_id, today)
        inside: Rows = np.isin(entered.ids, np.array(sorted(members), np.int64))
        return inside
    came = _came(journey, steps, place, entered)
    return came if step.condition == "come" else ~came


def _came(journey: Journey, steps: Sequence[Step], place: int, entered: _Entered) -> Rows:
    """Tell who had come after the day of their occasion by the moment at which a step was due."""
    ids, days, moments = _visits(journey.store_id, entered)
    order = np.lexsort((moments, days, ids))
    keys = (ids * 100_000 + days)[order]
    after = np.searchsorted(keys, entered.ids * 100_000 + entered.on, side="right")
    zone = ZoneInfo(network_zone())
    own, which = np.unique(entered.on, return_inverse=True)
    due = [due_at(due_on(steps, place, _day(on)), journey.hour, zone) for on in own.tolist()]
    until = np.array([int(one.timestamp() * 1_000_000) for one in due], np.int64)[which]
    found: Rows = np.zeros(len(entered.ids), np.bool_)
    known = after < len(keys)
    place_of = order[after[known]]
    found[known] = (ids[place_of] == entered.ids[known]) & (moments[place_of] <= until[known])
    return found


def _visits(store_id: int | None, entered: _Entered) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the visits since the first of these days: whose, on which day, and when in microseconds."""
    from chaland.warehouse.engine import run, table

    if not len(entered.ids):
        return (np.array([], np.int64),) * 3
    receipts = table("receipts")
    rows = receipts.filter(
        receipts.customer_id.notnull(), receipts.total_cents >= 0, receipts.business_on > _day(entered.on.min())
    )
    if store_id:
        rows = rows.filter(rows.store_id == store_id)
    found = run(rows.select("customer_id", "business_on", "sold_at"))
    days = found["business_on"].cast("int32").to_numpy().astype(np.int64)
    moments = found["sold_at"].to_numpy().astype("datetime64[us]").astype(np.int64)
    return found["customer_id"].to_numpy(), days, moments


def _sent(journey: Journey, campaign: Campaign | None, ids: NDArray[np.int64], now: datetime) -> tuple[Sent, bool]:
    """Count what one step sends to these people; without a campaign it asks a survey."""
    people = np.unique(ids).tolist()
    is_part = len(people) > LOOKED_AT
    # The same draw each time one looks.
    asked = sorted(random.Random(journey.seed).sample(people, LOOKED_AT)) if is_part else people  # noqa: S311
    looked: Rows = np.isin(ids, np.array(asked, np.int64))
    reached = np.isin(ids, np.array(sorted(_allowed(campaign, asked, now)), np.int64))
    alone = reached & held_out(journey.seed, journey.control_percent, ids)
    times = len(ids) / int(looked.sum()) if looked.any() else 1
    messages = round(int((reached & ~alone).sum()) * times)
    return Sent(
        campaign=campaign,
        messages=messages,
        alone=round(int(alone.sum()) * times),
        left_out=round(int((looked & ~reached).sum()) * times),
        cost_cents=cost_cents(campaign, messages) if campaign and messages else 0,
    ), is_part


def _allowed(campaign: Campaign | None, people: Sequence[int], now: datetime) -> set[int]:
    if campaign:
        return set(audience.let_through(campaign, people, now=now).people)
    decisions = may_contact_many(people, purpose=PURPOSE, channel="email", now=now, any_hour=True)
    return {one for one in people if decisions[one].allowed}
