"""The people of a campaign are called one by one, by whoever has a moment: once each, by the gate at that second."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.campaigns import audience, queries, services
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.rules.states import SENT
from chaland.customers.models import Customer
from chaland.database.locks import lock_rows, one_writer
from chaland.interactions.rules import NewInteraction
from chaland.kernel.errors import Conflict, NotFound
from chaland.privacy.models import ConsentEntry, PurposeChannel
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.privacy.rules.deciding import Decision
from chaland.privacy.services import record_many
from chaland.usecases.campaigns.write_messages import Written, write_messages
from chaland.usecases.customers.add_interaction import add_interaction

NO_ANSWER = "no_answer"
OUTCOMES = ("interested", "purchase", "not_interested", "done", NO_ANSWER)
LEASE = timedelta(minutes=30)
"""How long somebody who was opened stays with who opened them."""
AGAIN_AFTER, MOST_ATTEMPTS = timedelta(days=1), 3
SHOWN = 50
_State = Message.State


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody to call. script: what is said; proof: the line of the ledger that lets us, none where none is needed."""

    message: Message
    customer: Customer
    number: str
    script: str
    basis: str
    proof: ConsentEntry | None


@dataclass(frozen=True, slots=True)
class CallList:
    """Who can be called now, the first ones, and how many there are of each state."""

    people: Sequence[tuple[Message, Customer]]
    counts: dict[str, int]


def calls(campaign: Campaign, *, now: datetime) -> CallList:
    """Return who waits for a call and may be called at this second."""
    waiting = Message.objects.filter(campaign=campaign, state=_State.WAITING, next_try_at__lte=now)
    found: list[tuple[Message, Customer]] = []
    if campaign.state == Campaign.State.SENDING:
        several = list(waiting.select_related("customer").order_by("next_try_at", "pk")[: 4 * SHOWN])
        decisions = _decided(campaign, several, now)
        found = [(one, one.customer) for one in several if one.customer and decisions[one.customer.pk].allowed]
    return CallList(found[:SHOWN], queries.counts(campaign.pk))


def open_call(campaign_id: int, message_id: int, *, scope: Scope, now: datetime) -> None:
    """Take somebody to call them, so that nobody else does.

    Raises NotFound `campaign_unknown`, `call_unknown`; Conflict `call_taken`, `call_not_allowed` with the `reason`.
    """
    campaign = queries.campaign(campaign_id, scope)
    reason = ""
    with one_writer(), transaction.atomic():
        services.lapse(campaign.pk, now=now)
        message = _locked(campaign, message_id)
        if campaign.state != Campaign.State.SENDING or message.state != _State.WAITING:
            raise Conflict("call_taken")
        decision = _decided(campaign, [message], now)[message.customer_id or 0]
        if decision.allowed:
            Message.objects.filter(pk=message.pk).update(state=_State.SENDING, next_try_at=now + LEASE)
        else:
            reason = decision.reason
            _put_back(message, reason, now)
    if reason:
        raise Conflict("call_not_allowed", reason=reason)


def _put_back(message: Message, reason: str, now: datetime) -> None:
    if reason == "outside_hours":
        services.give_back([message.pk], at=now + timedelta(minutes=10))
    else:
        services.note_held_back([message.pk], reason)


def call(campaign_id: int, message_id: int, *, scope: Scope, now: datetime) -> Call:
    """Return somebody who was opened. Raises as `open_call`, also where the gate has closed since."""
    campaign = queries.campaign(campaign_id, scope)
    message = Message.objects.select_related("customer").filter(campaign=campaign, pk=message_id).first()
    if message is None or message.customer is None:
        raise NotFound("call_unknown")
    if message.state not in (_State.SENDING, _State.UNKNOWN):
        raise Conflict("call_taken")
    decision = _decided(campaign, [message], now)[message.customer.pk]
    if not decision.allowed:
        raise Conflict("call_not_allowed", reason=decision.reason)
    said = write_messages(campaign, [message], now=now).get(message.pk) or Written("", "fr")
    proof = ConsentEntry.objects.filter(pk=decision.entry_id).first() if decision.entry_id else None
    return Call(message, message.customer, said.to, said.text, decision.basis, proof)


def note_call(
    campaign_id: int,
    message_id: int,
    *,
    outcome: str,
    text: str,
    no_more: bool,
    scope: Scope,
    author_id: int | None,
    now: datetime,
) -> None:
    """Write down what came of a call, as an interaction of the customer's too.

    Who did not answer is called again a day later, three times at most. no_more: they want no calls any more.
    Raises as `open_call`, Refusal as `add_interaction`.
    """
    campaign = queries.campaign(campaign_id, scope)
    with one_writer(), transaction.atomic():
        message = _locked(campaign, message_id)
        if message.state not in (_State.SENDING, _State.UNKNOWN) or message.customer_id is None:
            raise Conflict("call_taken")
        reference = f"call:{message.key.hex}:{message.attempts}"
        new = NewInteraction(
            message.customer_id, "call", subject=campaign.name, text=text, outcome=outcome, reference=reference
        )
        add_interaction(new, scope=scope, author_id=author_id, now=now)
        _settle(message, outcome, now)
        if no_more:
            _end_calls(message.customer_id, author_id, now)
        campaign.refresh_from_db(fields=["state"])
        if campaign.state == Campaign.State.SENDING and queries.are_all_done(campaign.pk):
            services.move(campaign, SENT, finished_at=now)


def _settle(message: Message, outcome: str, now: datetime) -> None:
    if outcome != NO_ANSWER:
        services.note_sent({message.pk: (outcome, message.consent_entry_id)}, now=now)
    elif message.attempts + 1 >= MOST_ATTEMPTS:
        services.note_failed(message.pk, NO_ANSWER)
    else:
        Message.objects.filter(pk=message.pk).update(attempts=message.attempts + 1)
        services.give_back([message.pk], at=now + AGAIN_AFTER)


def _end_calls(customer_id: int, author_id: int | None, now: datetime) -> None:
    used = PurposeChannel.objects.filter(channel="phone", purpose__is_active=True, purpose__is_marketing=True)
    proof = Proof("desk", "oral", operator_id=author_id)
    record_many(
        [
            NewConsent(customer_id, purpose, "phone", Act.WITHDRAWN, proof)
            for purpose in used.order_by("pk").values_list("purpose_id", flat=True)
        ],
        now=now,
    )


def _locked(campaign: Campaign, message_id: int) -> Message:
    lock_rows(Message, [message_id])
    message = Message.objects.filter(campaign=campaign, pk=message_id).first()
    if message is None or message.customer_id is None:
        raise NotFound("call_unknown")
    return message


def _decided(campaign: Campaign, messages: Sequence[Message], now: datetime) -> dict[int, Decision]:
    return audience.decided(campaign, audience.people_of(messages), now=now)
