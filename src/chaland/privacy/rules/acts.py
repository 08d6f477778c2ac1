"""What people do about consents, and where they stand after it."""

from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Act(StrEnum):
    """One line's verb.

    ASKED waits for a confirmation. INFORMED: told, with a box to refuse left empty (soft opt-in, post).
    """

    INFORMED = "informed"
    ASKED = "asked"
    GRANTED = "granted"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    RENEWED = "renewed"


METHODS = ("box", "paper", "tablet", "oral", "link", "file")


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that goes with one act.

    point: till, desk, form:<code>, import:<id>, link or api. method: one of METHODS. reference: a token, a scanned paper.
    """

    point: str
    method: str
    language: str = "fr"
    text_id: int | None = None
    operator_id: int | None = None
    store_id: int | None = None
    form_version: str = ""
    reference: str = ""
    ip: str = ""
    user_agent: str = ""


@dataclass(frozen=True, slots=True)
class NewConsent:
    """One act to write down. given_at: when the person acted, where that was before it is written down."""

    customer_id: int
    purpose: str
    channel: str
    act: Act
    proof: Proof
    merchant_id: int | None = None
    address: str = ""
    given_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """What of a line of the ledger decides where a person stands."""

    act: str
    given_at: datetime
    number: int
    address: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Where a person stands: the stored state, the line that made it so, and until when it holds."""

    state: str
    since: datetime
    expires_at: datetime | None
    entry_id: int
    address: str = ""

    def state_at(self, now: datetime) -> str:
        """Return the state at that second: a consent that nobody renewed has lapsed by itself."""
        return "lapsed" if self.expires_at is not None and self.expires_at <= now else self.state


@dataclass(frozen=True, slots=True)
class Consent:
    """Where a person stands for one purpose, channel and merchant (None for the network). text_id: what was shown."""

    customer_id: int
    purpose: str
    channel: str
    merchant_id: int | None
    state: str
    since: datetime
    expires_at: datetime | None
    entry_id: int
    text_id: int | None
    address: str


_NO = frozenset({"refused", "withdrawn"})


def next_state(held: Held | None, event: Event, months: int) -> Held | None:
    """Return where a person stands after one more act; unchanged where the act does not apply.

    A withdrawal is always stronger: only a yes that the person gave later ends it, never a confirmation or a renewal.
    months: after how long a consent lapses, 0 for never.
    """
    state = held.state if held else ""
    match event.act:
        case Act.REFUSED | Act.WITHDRAWN:
            return Held(event.act.value, event.given_at, None, event.number, event.address)
        case Act.GRANTED if not (held and state in _NO and event.given_at <= held.since):
            return _granted(event, months)
        case Act.CONFIRMED if state in ("pending", "granted"):
            return _granted(event, months)
        case Act.RENEWED if state in ("granted", "lapsed"):
            return _granted(event, months)
        case Act.LAPSED if held and state in ("granted", "pending"):
            return Held("lapsed", event.given_at, None, event.number, held.address)
        case Act.ASKED if state != "granted":
            return Held("pending", event.given_at, None, event.number, event.address)
        case Act.INFORMED if state in ("", "informed", "lapsed"):
            return Held("informed", event.given_at, None, event.number, event.address)
    return held


def _granted(event: Event, months: int) -> Held:
    expires = add_months(event.given_at, months) if months else None
    return Held("granted", event.given_at, expires, event.number, event.address)


def fold(events: Iterable[Event], months: int) -> Held | None:
    """Return where a person stands after all these acts, in the order of the ledger."""
    held = None
    for event in events:
        held = next_state(held, event, months)
    return held


def add_months(moment: datetime, months: int) -> datetime:
    """Return the same day some months later, or the last day of that month.

    >>> add_months(datetime(2024, 2, 29, 12), 12)
    datetime.datetime(2025, 2, 28, 12, 0)
    """
    year, month = divmod(moment.year * 12 + moment.month - 1 + months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))
