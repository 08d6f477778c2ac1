"""What each kind of interaction may carry."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from chaland.kernel.errors import Refusal
from chaland.kernel.secret_numbers import holds_secret_number
from chaland.kernel.text import clean, clean_lines

MAX_SUBJECT = 100
MAX_TEXT = 280
MAX_REFERENCE = 100
SCORES = range(11)
CANCELLED = "cancelled"

NEVER, OPTIONAL, REQUIRED = "never", "optional", "required"


@dataclass(frozen=True, slots=True)
class Shape:
    """What one kind may carry: its channels (the usual one first), its outcomes, and whether it is due some day."""

    channels: tuple[str, ...]
    outcomes: tuple[str, ...]
    due: str = NEVER
    scored: bool = False


_TALK = ("done", "no_answer", "interested", "not_interested", "purchase")
SHAPES: Mapping[str, Shape] = {
    "call": Shape(("phone",), _TALK, OPTIONAL),
    "appointment": Shape(
        ("shop", "phone", "web"), ("done", "missed", "interested", "not_interested", "purchase"), REQUIRED
    ),
    "visit": Shape(("shop",), ("done", "interested", "not_interested", "purchase")),
    "mailing": Shape(("email", "sms", "post"), _TALK, OPTIONAL),
    "social": Shape(("social", "web"), _TALK, OPTIONAL),
    "survey": Shape(("shop", "phone", "email", "sms", "post", "web"), ("done", "no_answer"), scored=True),
    "note": Shape(("shop", "phone", "email", "sms", "post", "web", "social"), ("done",), OPTIONAL),
}


@dataclass(frozen=True, slots=True)
class NewInteraction:
    """One contact to write down.

    channel: empty for the kind's usual one. occurred_at: without it, the moment it is written.
    due_at: when it is to be done; without `outcome` it stays a thing to do. score: 0 to 10, of a survey.
    reference: an outside system's name for it; empty for one entered by hand.
    """

    customer_id: int
    kind: str
    channel: str = ""
    occurred_at: datetime | None = None
    store_id: int | None = None
    subject: str = ""
    text: str = ""
    outcome: str = ""
    score: int | None = None
    due_at: datetime | None = None
    reference: str = ""


def check(new: NewInteraction, now: datetime) -> NewInteraction:
    """Return the interaction cleaned and complete.

    Raises Refusal, its `field` naming what to correct.
    """
    shape = shape_of(new.kind)
    check_due(new.kind, new.due_at)
    _check_score(new, shape)
    checked = replace(
        new,
        channel=_channel(new, shape),
        outcome=check_outcome(new.kind, new.outcome),
        occurred_at=_occurred_at(new, now),
        subject=_text(new.subject, "subject", MAX_SUBJECT),
        text=_text(new.text, "text", MAX_TEXT),
        reference=_text(new.reference, "reference", MAX_REFERENCE),
    )
    if checked.kind == "note" and not (checked.text or checked.subject):
        raise Refusal("note_empty", field="text")
    return checked


def shape_of(kind: str) -> Shape:
    """Raises Refusal `interaction_kind_unknown`."""
    try:
        return SHAPES[kind]
    except KeyError:
        raise Refusal("interaction_kind_unknown", field="kind") from None


def check_outcome(kind: str, outcome: str) -> str:
    """Return an outcome that this kind may have; empty is not known yet.

    >>> check_outcome("appointment", "missed")
    'missed'
    """
    if outcome and outcome not in SHAPES[kind].outcomes:
        raise Refusal("outcome_not_for_kind", field="outcome")
    return outcome


def check_due(kind: str, due_at: datetime | None) -> None:
    """Raises Refusal `due_needed` or `due_not_for_kind`."""
    wanted = SHAPES[kind].due
    if wanted == REQUIRED and due_at is None:
        raise Refusal("due_needed", field="due")
    if wanted == NEVER and due_at is not None:
        raise Refusal("due_not_for_kind", field="due")


def _check_score(new: NewInteraction, shape: Shape) -> None:
    if new.score is None:
        return
    if not shape.scored:
        raise Refusal("score_not_for_kind", field="score")
    if new.score not in SCORES:
        raise Refusal("score_out_of_range", field="score")


def _channel(new: NewInteraction, shape: Shape) -> str:
    channel = new.channel or shape.channels[0]
    if channel not in shape.channels:
        raise Refusal("channel_not_for_kind", field="channel")
    return channel


_CLOCKS_DISAGREE = timedelta(minutes=10)


def _occurred_at(new: NewInteraction, now: datetime) -> datetime:
    """A thing to come is dated by `due_at`; what has happened cannot lie ahead."""
    occurred_at = new.occurred_at or now
    if occurred_at > now + _CLOCKS_DISAGREE:
        raise Refusal("interaction_in_future", field="occurred")
    return min(occurred_at, now)


def _text(text: str, field: str, longest: int) -> str:
    try:
        tidy = clean_lines(text, longest) if field == "text" else clean(text, longest)
    except Refusal as refusal:
        raise refusal.about(field) from None
    if holds_secret_number(tidy) and field != "reference":
        raise Refusal("text_holds_secret_number", field=field)
    return tidy
