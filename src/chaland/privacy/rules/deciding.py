"""Whether one person may be contacted now: a function of facts, and every reason it can give."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from chaland.privacy.rules.acts import Held, add_months
from chaland.privacy.rules.hours import may_disturb
from chaland.privacy.rules.purposes import CONSENT, CONTRACT, LEGITIMATE_INTEREST

PHONE_OPT_IN_ON = date(2026, 8, 11)
"""From this day a call needs a consent. Source: C. conso L223-1, loi 2025-594 of 30 June 2025, art. 13."""
CUSTOMER_FOR_MONTHS = 36
"""How long after the last purchase somebody still is a customer. Source: CNIL, SAN-2020-008."""
MOST_CALLS, CALLS_COUNTED, SILENCE_AFTER_NO = 4, timedelta(days=30), timedelta(days=60)
"""Source: décret 2022-1313 (C. conso D223-9)."""
ADULT_AT = 15
"""Age from which one consents alone. Source: RGPD art. 8, loi 78-17 art. 45."""


@dataclass(frozen=True, slots=True)
class Decision:
    """allowed, by which basis and line of the ledger; or the code of the reason why not."""

    allowed: bool
    reason: str
    basis: str = ""
    entry_id: int | None = None


@dataclass(frozen=True, slots=True)
class Terms:
    """What the network decided for one purpose on one channel. basis: empty where the channel is not used.

    any_hour: asked to be told, not to send.
    """

    channel: str
    basis: str
    is_marketing: bool = True
    similar_products: bool = False
    sms_hours: tuple[int, int] = (10, 20)
    any_hour: bool = False


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person when it is asked.

    contact: none, bounced or valid. objected: an address is on the objection list; answered: they said yes to this
    themselves since (`objections.is_answered`). own: where they stand with the merchant who asks; shared: with the
    network.
    bought_at: their last purchase from the merchant who asks, or from anybody in a network of one merchant.
    born_on: only where the year is known. zone: where they live. place: the department of their postcode.
    """

    contact: str = "valid"
    objected: bool = False
    answered: bool = False
    restricted: bool = False
    own: Held | None = None
    shared: Held | None = None
    bought_at: datetime | None = None
    born_on: date | None = None
    zone: str = "Europe/Paris"
    place: str = ""
    calls_at: tuple[datetime, ...] = ()
    call_refused_at: datetime | None = None


UNKNOWN = Decision(allowed=False, reason="customer_unknown")
STOPPED = frozenset({"refused", "withdrawn"})


def decide(facts: Facts, terms: Terms, now: datetime) -> Decision:
    """Tell whether the person may be contacted at that second, and by what right."""
    held = deciding(facts.own, facts.shared)
    if reason := _forbidden(facts, terms, held.state_at(now) if held else ""):
        return Decision(allowed=False, reason=reason)
    found = _by_right(facts, terms, held, now)
    if not found.allowed or not terms.is_marketing:
        return found
    if reason := _bad_moment(facts, terms, now):
        return Decision(allowed=False, reason=reason)
    return found


def deciding(own: Held | None, shared: Held | None) -> Held | None:
    """Return which of two states counts: the merchant's own, unless a no to the network came after it."""
    if own is None:
        return shared
    if shared and shared.state in STOPPED and shared.entry_id > own.entry_id:
        return shared
    return own


def _forbidden(facts: Facts, terms: Terms, state: str) -> str:
    """Return what stands in the way whatever the person agreed to, or nothing.

    An objection gives way to a yes that they gave themselves after it, to that and nothing else. Source: RGPD art. 7,
    21(3); CPCE L34-5.
    """
    if not terms.basis:
        return "channel_not_used"
    if facts.restricted:
        return "restricted"
    if facts.contact != "valid":
        return "contact_bounced" if facts.contact == "bounced" else "no_contact"
    is_lifted = facts.answered and state == "granted"
    return "objected" if facts.objected and not is_lifted and terms.is_marketing else ""


def _by_right(facts: Facts, terms: Terms, held: Held | None, now: datetime) -> Decision:
    basis = basis_on(terms, now)
    state = held.state_at(now) if held else "none"
    entry_id = held.entry_id if held else None
    if terms.is_marketing and (reason := _too_young(facts, held if state == "granted" else None, now)):
        return Decision(allowed=False, reason=reason)
    if state in STOPPED:
        return Decision(allowed=False, reason=state, entry_id=entry_id)
    if basis == CONTRACT:
        return Decision(allowed=True, reason=CONTRACT, basis=CONTRACT, entry_id=entry_id)
    if state == "granted":
        return Decision(allowed=True, reason="granted", basis=CONSENT, entry_id=entry_id)
    if basis == CONSENT:
        return Decision(allowed=False, reason="no_consent" if state in ("none", "informed") else state)
    reason = _not_without_consent(facts, terms, basis, state, now)
    return Decision(allowed=not reason, reason=reason or basis, basis="" if reason else basis, entry_id=entry_id)


def basis_on(terms: Terms, now: datetime) -> str:
    """Return the basis that holds on that day: calls need a consent since `PHONE_OPT_IN_ON`."""
    is_call = terms.channel == "phone" and terms.basis not in (CONSENT, CONTRACT)
    return CONSENT if is_call and now.date() >= PHONE_OPT_IN_ON else terms.basis


def _too_young(facts: Facts, granted: Held | None, now: datetime) -> str:
    """Return whether age stands in the way: until 15 only what a parent agreed to may be sent, then they are asked."""
    if facts.born_on is None:
        return ""
    adult_on = turns(facts.born_on, ADULT_AT)
    if now.date() < adult_on:
        return "" if granted and granted.by_parent else "too_young"
    return "asked_as_a_child" if granted and granted.since.astimezone(UTC).date() < adult_on else ""


def turns(born_on: date, age: int) -> date:
    """Return the day somebody reaches an age; born on 29 February, the 1 March of a common year.

    >>> turns(date(2012, 2, 29), 15)
    datetime.date(2027, 3, 1)
    """
    try:
        return born_on.replace(year=born_on.year + age)
    except ValueError:
        return date(born_on.year + age, 3, 1)


def _not_without_consent(facts: Facts, terms: Terms, basis: str, state: str, now: datetime) -> str:
    """Return what is missing to go without a consent, or nothing. Source: CPCE L34-5; RGPD art. 6(1)(f), 21."""
    if state != "informed":
        return "not_informed"
    if basis == LEGITIMATE_INTEREST:
        return ""
    if facts.own is None or facts.own.state != "informed":
        return "informed_by_another"
    if facts.bought_at is None:
        return "never_bought"
    if add_months(facts.bought_at, CUSTOMER_FOR_MONTHS) <= now:
        return "bought_too_long_ago"
    return "" if terms.similar_products else "not_similar"


def _bad_moment(facts: Facts, terms: Terms, now: datetime) -> str:
    if not terms.any_hour and not may_disturb(terms.channel, now, facts.zone, facts.place, terms.sms_hours):
        return "outside_hours"
    if terms.channel != "phone":
        return ""
    if facts.call_refused_at and now < facts.call_refused_at + SILENCE_AFTER_NO:
        return "said_no_on_the_phone"
    recent = sum(now - CALLS_COUNTED < called <= now for called in facts.calls_at)
    return "called_enough" if recent >= MOST_CALLS else ""
