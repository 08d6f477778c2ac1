"""What people do about consents, and where they stand after it."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
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


METHODS = ("box", "paper", "tablet", "oral", "link", "file", "text", "parent")
PARENT = "parent"
RENEWED_WITHIN = timedelta(days=30)
"""How long before a yes ends it is to be asked again."""


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything that goes with one act.

    point: till, desk, form:<code>, import:<id>, link or api. method: one of METHODS.
    reference: of a token or a scanned paper; of `parent`, who of them is asked, as `parent_named` writes it.
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
    method: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """Where a person stands: the stored state, the line that made it so, and until when it holds.

    by_parent: it was a parent's answer, for somebody too young to give it.
    """

    state: str
    since: datetime
    expires_at: datetime | None
    entry_id: int
    address: str = ""
    by_parent: bool = False

    def state_at(self, now: datetime) -> str:
        """Return the state at that second: a consent that nobody renewed has lapsed by itself."""
        has_lapsed = self.state == "granted" and self.expires_at is not None and self.expires_at <= now
        return "lapsed" if has_lapsed else self.state


@dataclass(frozen=True, slots=True)
class Consent:
    """Where a person stands for one purpose, channel and merchant (None for the network). text_id: what was shown.

    parent: who of the parents answered or is asked to, as `parent_named` writes it; none where it was the person.
    """

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
    parent: str | None = None


_NO = frozenset({"refused", "withdrawn"})
_LONGEST_NAME = 60
_ADDRESS_OF_PARENT = re.compile(r"<([^<>\s]+)>")


def parent_named(name: str, address: str) -> str:
    """Return how the ledger names a parent who agrees for a child, in 60 characters; address: their e-mail, as kept.

    >>> parent_named(" Ida <Gradel>", "ida@example.com")
    'Ida Gradel <ida@example.com>'
    """
    return f"{' '.join(re.sub('[<>]', ' ', name).split())[:_LONGEST_NAME]} <{address}>"


def parent_address(named: str) -> str:
    """Return the e-mail in what the ledger says of a parent, empty where it has none.

    >>> parent_address("Ida Gradel <ida@example.com>"), parent_address("Ida Gradel, 06 39 98 00 02")
    ('ida@example.com', '')
    """
    found = _ADDRESS_OF_PARENT.search(named)
    return found[1] if found else ""


def next_state(held: Held | None, event: Event, months: int) -> Held | None:
    """Return where a person stands after one more act; unchanged where the act does not apply.

    A withdrawal is always stronger: only a yes that the person gave later ends it, never a confirmation or a renewal.
    months: after how long a consent lapses, 0 for never.
    """
    state = held.state if held else ""
    if state not in _FROM.get(event.act, (state,)) or _is_older_yes(held, event):
        return held
    kept = held.address if held and event.act == Act.LAPSED else event.address
    begun = _BEGINS[event.act]
    expires = add_months(event.given_at, months) if months and begun == "granted" else None
    return Held(begun, event.given_at, expires, event.number, kept, event.method == PARENT)


_BEGINS: dict[str, str] = {
    Act.INFORMED: "informed",
    Act.ASKED: "pending",
    Act.GRANTED: "granted",
    Act.CONFIRMED: "granted",
    Act.RENEWED: "granted",
    Act.REFUSED: "refused",
    Act.WITHDRAWN: "withdrawn",
    Act.LAPSED: "lapsed",
}
_FROM: dict[str, tuple[str, ...]] = {
    Act.INFORMED: ("", "informed", "lapsed"),
    Act.ASKED: ("", "informed", "pending", "refused", "withdrawn", "lapsed"),
    Act.CONFIRMED: ("pending", "granted"),
    Act.RENEWED: ("granted", "lapsed"),
    Act.LAPSED: ("granted", "pending"),
}
"""The states in which an act does something; all, for those not named."""


def _is_older_yes(held: Held | None, event: Event) -> bool:
    """Tell whether it is a yes given before a no that is known, such as one read from an old file."""
    return held is not None and event.act == Act.GRANTED and held.state in _NO and event.given_at <= held.since


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
