"""What journeys do by themselves: people enter as their occasions come, and go on as their steps are due.

What the lake says is asked first and written down after, in short transactions: tills do not wait for it.
"""

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc
from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.campaigns import audience, journey_list, standing
from chaland.campaigns.models import Campaign, Journey, Passage
from chaland.campaigns.occasion_rows import Days
from chaland.campaigns.rules import journeys as rules
from chaland.campaigns.rules.hold_out import is_held_out
from chaland.campaigns.rules.journeys import Step, read_steps
from chaland.campaigns.services import NewMessage, add_messages
from chaland.campaigns.standing import Occasion
from chaland.campaigns.triggers import occasions
from chaland.database.locks import one_writer
from chaland.kernel.errors import Conflict, NotFound, Refusal
from chaland.segments.models import Segment
from chaland.usecases.campaigns.freeze_audience import kinds, variants, with_vouchers
from chaland.usecases.collection.send_survey import send_survey
from chaland.usecases.sales.record_receipts import today_of_network

AT_ONCE = 500
"""People written down in one transaction: tills wait no longer than that takes."""
STILL_COMING_IN = timedelta(hours=1)
"""As long as a receipt may take from the moment it came in until it is committed."""
NOT_SO = "condition"
_logger = logging.getLogger(__name__)


def run_journeys(*, clock: Callable[[], datetime], only: Iterable[int] | None = None) -> dict[str, int]:
    """Have people enter the journeys that are on, and go on in them; their messages then wait to be sent.

    Returns how many entered, how many messages were written down, who is left alone, who left before the end. Safe to
    repeat, to kill, and to run in several processes at once. only: these journeys. One whose segment's rule no longer
    makes sense is let be until the next time.
    """
    outcomes: Counter[str] = Counter(entered=0, messages=0, alone=0, left=0)
    own = Journey.objects.filter(is_on=True).order_by("pk")
    for journey in own if only is None else own.filter(pk__in=list(only)):
        try:
            outcomes["entered"] += _enter(journey, clock())
            outcomes.update(_go_on(journey, clock))
        except Refusal as refusal:
            _logger.warning("journey %s waits: %s", journey.pk, refusal.code)
            with one_writer(), transaction.atomic():
                standing.looked(journey.pk, now=clock())
    return dict(outcomes)


def _enter(journey: Journey, now: datetime) -> int:
    today = today_of_network(now)
    first = rules.first_day(journey.since_on or today, today)
    entered = 0
    found = found_for(journey, first, today, today=today, heard_since=_heard_since(journey, today))
    while some := list(islice(found, AT_ONCE)):
        with one_writer(), transaction.atomic():
            current = standing.locked(journey.pk)
            if current.is_on:
                entered += standing.enter(current, some, now=now)
    with one_writer(), transaction.atomic():
        standing.looked(journey.pk, now=now)
        standing.leave_merged(journey.pk)
        standing.hold_back_late(journey, today=today)
    return entered


def _heard_since(journey: Journey, today: date) -> datetime | None:
    """Return since when something new may have been heard of; None the first time of a day, when all is asked again.

    A merge or a rule that changed may make an occasion of what was known long before.
    """
    looked = journey.looked_at
    return looked - STILL_COMING_IN if looked and today_of_network(looked) == today else None


def found_for(
    journey: Journey, first: date, last: date, *, today: date, heard_since: datetime | None = None
) -> Iterator[Occasion]:
    """Give the occasions of a journey on some days, as `found_between`."""
    for batch in found_between(journey, first, last, today=today, heard_since=heard_since).to_batches():
        for one in batch.to_pylist():
            yield Occasion(one["customer_id"], one["occasion"], one["on"])


def found_between(
    journey: Journey, first: date, last: date, *, today: date, heard_since: datetime | None = None, one_in: int = 1
) -> pa.Table:
    """Return the occasions of a journey on some days, as `triggers.SCHEMA`, of its segment's people as it is today.

    heard_since, one_in: see `Days`.
    """
    asked = Days(first, last, journey.store_id, journey.options, heard_since, one_in)
    found = occasions(journey.trigger, asked)
    if not journey.segment_id:
        return found
    members = in_segment(journey.segment_id, journey.store_id, today)
    return found.filter(pc.is_in(found["customer_id"], pa.array(sorted(members), pa.int64())))


def in_segment(segment_id: int | None, store_id: int | None, today: date) -> set[int]:
    """Return the customers in a segment, nobody where it is gone. Raises what reading its rule raises."""
    segment = Segment.objects.filter(pk=segment_id or 0).first()
    return set(audience.described(segment.rule, store_id, today)) if segment else set()


def _go_on(journey: Journey, clock: Callable[[], datetime]) -> Counter[str]:
    """Have everybody whose step is due go on, one step of all of them after the other."""
    outcomes: Counter[str] = Counter()
    steps = read_steps(journey.steps)
    for place in range(len(steps)):
        last = 0
        while some := journey_list.due_at_step(journey.pk, place, after=last, limit=AT_ONCE, now=clock()):
            last = some[-1].pk
            outcomes.update(_Round(journey, steps, place, clock()).do(some))
    return outcomes


@dataclass(frozen=True, slots=True)
class _Round:
    """One step of some people at one moment."""

    journey: Journey
    steps: Sequence[Step]
    place: int
    now: datetime

    def do(self, some: Sequence[Passage]) -> dict[str, int]:
        step = self.steps[self.place]
        if step.do == rules.SEND:
            return self._send(some, step)
        if step.do == rules.ASK:
            return self._ask(some, step)
        holds = self._holding(some, step) if step.do == rules.ONLY_IF else {one.pk for one in some}
        with one_writer(), transaction.atomic():
            here = standing.still_here(some)
            out = [one for one in here if one.pk not in holds]
            standing.leave(out, NOT_SO)
            standing.go_on(self.journey, self.steps, (one for one in here if one.pk in holds))
        return {"left": len(out)}

    def _holding(self, some: Sequence[Passage], step: Step) -> set[int]:
        """Return of whom the condition holds."""
        if step.condition == "segment":
            members = in_segment(step.segment_id, self.journey.store_id, self._today)
            return {one.pk for one in some if one.customer_id in members}
        came = came_since({one.pk: (one.customer_id, one.on) for one in some}, self.journey.store_id)
        return {one.pk for one in some if (one.pk in came) == (step.condition == "come")}

    def _send(self, some: Sequence[Passage], step: Step) -> dict[str, int]:
        """Write down the message of each person whom the gate and the cap let through, or that they are left alone."""
        campaign = Campaign.objects.select_related("journey", "store").get(pk=step.campaign_id or 0)
        late = {one.pk for one in some if rules.is_too_late(self._day_of(one), self._today)}
        people = sorted({one.customer_id for one in some if one.pk not in late})
        offered = audience.offers(campaign, people, self._today) if campaign.cases else {}
        tiers = audience.tiers_of(people, campaign.merchant_id, self._today)
        given, letters = kinds(campaign), variants(campaign)
        with one_writer(), transaction.atomic():
            here = standing.still_here(some)
            out = [one for one in here if one.pk in late]
            going = [one for one in here if one.pk not in late]
            found = audience.let_through(campaign, sorted({one.customer_id for one in going}), now=self.now)
            allowed = set(found.people)
            # Who may not be written to now goes on: perhaps they may be by the next step.
            new = [
                replace(self._message(campaign, one, offered, letters), tier=tiers.get(one.customer_id, ""))
                for one in going
                if one.customer_id in allowed
            ]
            add_messages(campaign, with_vouchers(campaign, new, given, self.now), now=self.now)
            standing.note_left_out(campaign.pk, found.left_out)
            standing.leave(out, standing.TOO_LATE)
            standing.go_on(self.journey, self.steps, going)
        alone = sum(one.is_alone for one in new)
        return {"messages": len(new) - alone, "alone": alone, "left": len(out)}

    def _ask(self, some: Sequence[Passage], step: Step) -> dict[str, int]:
        """Ask each person whom the gate lets through and nobody asked lately; those left alone are not asked."""
        outcomes: Counter[str] = Counter()
        scope = Scope(self.journey.store_id)
        for one in some:
            with one_writer(), transaction.atomic():
                if not standing.still_here([one]):
                    continue
                outcomes[self._asked(one, step.survey, scope)] += 1
                standing.go_on(self.journey, self.steps, [one])
        return {name: count for name, count in outcomes.items() if name}

    def _asked(self, one: Passage, survey: str, scope: Scope) -> str:
        if rules.is_too_late(self._day_of(one), self._today):
            return ""
        if is_held_out(self.journey.seed, self.journey.control_percent, one.customer_id):
            return "alone"
        try:
            with transaction.atomic():
                send_survey(survey, one.customer_id, scope=scope, now=self.now)
        except (Refusal, Conflict, NotFound):
            return ""
        return "messages"

    def _message(self, campaign: Campaign, one: Passage, offered: dict[int, int], letters: Sequence[str]) -> NewMessage:
        person, journey = one.customer_id, self.journey
        return NewMessage(
            customer_id=person,
            key=audience.key_of(campaign, person, one.occasion),
            is_alone=is_held_out(journey.seed, journey.control_percent, person),
            variant=audience.variant_of(campaign.seed, person, letters),
            case=offered.get(person),
            occasion=one.occasion,
            entered_on=self._day_of(one),
        )

    def _day_of(self, one: Passage) -> date:
        return rules.due_on(self.steps, self.place, one.on)

    @property
    def _today(self) -> date:
        return today_of_network(self.now)


def came_since(people: dict[int, tuple[int, date]], store_id: int | None) -> set[int]:
    """Return which of these customers came after a day of their own, by the key each is given under."""
    from chaland.warehouse.engine import run, table

    if not people:
        return set()
    receipts = table("receipts")
    rows = receipts.filter(
        receipts.customer_id.isin(sorted({one for one, _ in people.values()})),
        receipts.total_cents >= 0,
        receipts.business_on > min(on for _, on in people.values()),
    )
    if store_id:
        rows = rows.filter(rows.store_id == store_id)
    lasts = run(rows.group_by("customer_id").aggregate(last_on=rows.business_on.max())).to_pylist()
    last_of = {one["customer_id"]: one["last_on"] for one in lasts}
    return {key for key, (one, on) in people.items() if one in last_of and last_of[one] > on}
