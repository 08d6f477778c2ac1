"""The messages of a campaign leave one by one, each at most once."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol, Self

from django.db import transaction

from chaland.campaigns import audience, queries, services
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.rules.states import PUT_OFF, SENT
from chaland.database.locks import one_writer
from chaland.messages.rules import is_about_the_address, is_permanent
from chaland.messages.transport import NotTaken
from chaland.privacy.rules.deciding import UNKNOWN
from chaland.usecases.upkeep.deliver_mail import mark_bounced

OUTSIDE_HOURS = "outside_hours"
LOOK_AGAIN = timedelta(minutes=10)
"""After which somebody who could not be disturbed at this hour is looked at once more."""


class Carrier(Protocol):
    """Carries the messages of one channel away; used with `with`, it may keep its connection between them.

    at_once: how many are claimed together. leaves: whether anything leaves the house while it carries; where nothing
    does, a round is one transaction and none of it is ever unknown.
    """

    at_once: int
    leaves: bool

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def ready(self, campaign: Campaign, messages: Sequence[Message], *, now: datetime) -> Mapping[int, str]:
        """Write what is to be carried; returns where each goes, by message, without those that go nowhere."""

    def carry(self, message: Message, to: str, *, now: datetime) -> str:
        """Hand one over; returns what the other side calls it. Raises NotTaken."""


@dataclass(slots=True)
class _Round:
    """What became of the messages that were claimed together."""

    sent: dict[int, tuple[str, int | None]] = field(default_factory=dict)
    held: dict[str, list[int]] = field(default_factory=dict)
    later: list[int] = field(default_factory=list)
    back: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)
    unknown: dict[int, str] = field(default_factory=dict)
    bounced: list[str] = field(default_factory=list)
    is_over: bool = False

    def hold(self, message_id: int, reason: str) -> None:
        self.held.setdefault(reason, []).append(message_id)

    def counts(self) -> dict[str, int]:
        held = sum(map(len, self.held.values()))
        return {"sent": len(self.sent), "held_back": held, "failed": len(self.failed), "unknown": len(self.unknown)}


def send_campaign(campaign: Campaign, carrier: Carrier, *, clock: Callable[[], datetime]) -> dict[str, int]:
    """Hand over every message of a campaign that is due; returns how many were sent, held back, failed, not known.

    A round is claimed and committed before any of it leaves; what came of it is committed with the claim of the next.
    Killed in between, those of the round are not known once their claim has ended, and never sent again by
    themselves. Several processes may do it at once. It ends where the other side cannot be reached or lets nobody in.
    """
    outcomes: Counter[str] = Counter(sent=0, held_back=0, failed=0, unknown=0)
    with carrier:
        for done in (_sent if carrier.leaves else _kept)(campaign, carrier, clock):
            outcomes.update(done.counts())
    return dict(outcomes)


def _sent(campaign: Campaign, carrier: Carrier, clock: Callable[[], datetime]) -> Iterator[_Round]:
    done = _Round()
    while messages := _next(campaign, done, clock(), limit=carrier.at_once):
        done = _carry(campaign, messages, carrier, clock)
        yield done
        if done.is_over:
            _next(campaign, done, clock(), limit=0)
            break


def _next(campaign: Campaign, done: _Round, now: datetime, *, limit: int) -> list[Message]:
    """Write down what came of a round and claim the next in one transaction."""
    with one_writer(), transaction.atomic():
        _write_down(done, now)
        messages = services.claim(campaign, limit=limit, now=now)
        if not messages:
            _end(campaign, now)
        return messages


def _kept(campaign: Campaign, carrier: Carrier, clock: Callable[[], datetime]) -> Iterator[_Round]:
    while done := _one_kept(campaign, carrier, clock):
        yield done


def _one_kept(campaign: Campaign, carrier: Carrier, clock: Callable[[], datetime]) -> _Round | None:
    """Claim a round, carry it and write down what came of it in one transaction; none is left once it gives none."""
    with one_writer(), transaction.atomic():
        messages = services.claim(campaign, limit=carrier.at_once, now=clock())
        if not messages:
            _end(campaign, clock())
            return None
        done = _carry(campaign, messages, carrier, clock)
        _write_down(done, clock())
        return done


def _end(campaign: Campaign, now: datetime) -> None:
    is_over = campaign.journey_id is None and campaign.state == Campaign.State.SENDING
    if is_over and queries.are_all_done(campaign.pk):
        services.move(campaign, SENT, finished_at=now)


def _write_down(done: _Round, now: datetime) -> None:
    if done.sent:
        services.note_sent(done.sent, now=now)
    for reason, ids in done.held.items():
        services.note_held_back(ids, reason)
    if done.later:
        services.give_back(done.later, at=now + LOOK_AGAIN)
    if done.back:
        services.give_back(done.back, at=now)
    for message_id, said in done.failed.items():
        services.note_failed(message_id, said)
    for message_id, said in done.unknown.items():
        services.note_unknown(message_id, said)
    for address in done.bounced:
        mark_bounced(address)


def _carry(campaign: Campaign, messages: Sequence[Message], carrier: Carrier, clock: Callable[[], datetime]) -> _Round:
    done = _Round()
    allowed = _let_through(campaign, messages, done, clock())
    to = carrier.ready(campaign, allowed, now=clock())
    for message in allowed:
        if message.pk not in to:
            done.hold(message.pk, "no_contact")
        elif done.is_over:
            done.back.append(message.pk)
        else:
            _hand_over(message, to[message.pk], carrier, done, clock())
    return done


def _let_through(campaign: Campaign, messages: Sequence[Message], done: _Round, now: datetime) -> list[Message]:
    """Return the messages that may leave at this second, each naming the line of the ledger that lets it."""
    people = audience.people_of(messages)
    decisions = audience.decided(campaign, people, now=now)
    claimed = queries.claimed_earlier(messages)
    capped = audience.over_the_cap(campaign, people, services.policy(), now=now, claimed=claimed)
    allowed: list[Message] = []
    for message in messages:
        decision = decisions.get(message.customer_id or 0, UNKNOWN)
        reason = "" if decision.allowed else decision.reason
        if reason == OUTSIDE_HOURS:
            done.later.append(message.pk)
        elif reason or message.customer_id in capped:
            done.hold(message.pk, reason or audience.FREQUENCY_CAP)
        else:
            message.consent_entry_id = decision.entry_id
            allowed.append(message)
    return allowed


def _hand_over(message: Message, to: str, carrier: Carrier, done: _Round, now: datetime) -> None:
    try:
        name = carrier.carry(message, to, now=now)
    except NotTaken as answer:
        _note_not_taken(message, to, answer, done)
    else:
        done.sent[message.pk] = (name, message.consent_entry_id)


def _note_not_taken(message: Message, to: str, answer: NotTaken, done: _Round) -> None:
    if answer.at_server:
        done.back.append(message.pk)
        done.is_over = True
    elif not answer.code:
        done.unknown[message.pk] = answer.said
    elif not is_permanent(answer.code):
        done.hold(message.pk, PUT_OFF)
    else:
        done.failed[message.pk] = answer.said
        if is_about_the_address(answer.code, answer.said, at_recipient=answer.at_recipient):
            done.bounced.append(to)
