"""What people agreed to, and by which channel they may be reached for what."""

from collections.abc import Mapping
from datetime import timedelta
from itertools import product
from typing import Any

import ibis

from chaland.privacy.queries import terms
from chaland.privacy.rules import CHANNELS, PURPOSES
from chaland.privacy.rules.acts import RENEWED_WITHIN
from chaland.privacy.rules.purposes import CONSENT, CONTRACT
from chaland.segments import within
from chaland.segments.asking import EVERYBODY, NOBODY, Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Choices
from chaland.segments.tree import Condition

CODES = tuple(PURPOSES)
_ADDRESSES = {"email": ("has_email",), "sms": ("has_mobile",), "phone": ("has_mobile", "has_phone"),
              "post": ("has_address",)}  # fmt: skip


def _given(rows: Any, asking: Asking) -> Any:
    """Return whether a consent holds to the end of the day."""
    lasts = within.between_moments(rows.expires_at, asking.today + timedelta(days=1), None)
    return (rows.state == "granted") & (rows.expires_at.isnull() | lasts)


def _count(asking: Asking, *wheres: within.Where) -> Any:
    return asking.total("consents", "count", "consent_id", within.both(*wheres))


def _about(condition: Condition) -> tuple[within.Where, ...]:
    return tuple(within.one_of(name, condition.get(name)) for name in ("purpose", "channel"))


def _agreements(condition: Condition, asking: Asking) -> Any:
    return _count(asking, *_about(condition), lambda rows: _given(rows, asking))


def _agreed(condition: Condition, asking: Asking) -> Answer:
    return _agreements(condition, asking) > 0


def _due(condition: Condition, asking: Asking) -> Any:
    last = asking.today + RENEWED_WITHIN

    def ends(rows: Any) -> Any:
        return (rows.state == "lapsed") | (
            (rows.state == "granted") & within.between_moments(rows.expires_at, None, last)
        )

    return _count(asking, *_about(condition), ends)


def _to_renew(condition: Condition, asking: Asking) -> Answer:
    return _due(condition, asking) > 0


def _may_be_reached(condition: Condition, asking: Asking) -> Answer:
    asked = product(condition.get("purpose"), condition.get("channel"))
    return within.either([may_reach(purpose, channel, asking) for purpose, channel in asked])


def may_reach(purpose: str, channel: str, asking: Asking) -> Answer:
    """Return whether somebody could be contacted: an address that works, a right to use it, no objection.

    What the gate answers but for the hour, who is too young, and merchants apart: it decides again at each sending.
    """
    decided = terms(purpose, channel)
    if not decided.basis:
        return NOBODY
    reached = within.either([asking.customer(name) for name in _ADDRESSES[channel]])
    said = (lambda rows: rows.purpose == purpose), (lambda rows: rows.channel == channel)
    has_refused = _count(asking, *said, lambda rows: rows.state.isin(["refused", "withdrawn"])) > 0
    if decided.basis == CONTRACT:
        return reached & ~has_refused
    allowed = _count(asking, *said, lambda rows: _given(rows, asking)) > 0
    if decided.basis != CONSENT:
        told = _count(asking, *said, lambda rows: rows.state == "informed") > 0
        allowed = allowed | (told & _is_lately_a_customer(decided.basis, asking, similar=decided.similar_products))
    return reached & allowed & ~has_refused & ~_on_the_list(channel, asking)


def _is_lately_a_customer(basis: str, asking: Asking, *, similar: bool) -> Answer:
    """Return what the soft opt-in asks besides; nothing of letters."""
    if basis != "soft_opt_in":
        return EVERYBODY
    since = asking.today - timedelta(days=3 * 365)
    return (asking.figure("last_visit_on") >= since).fill_null(ibis.literal(value=False)) if similar else NOBODY


def _on_the_list(channel: str, asking: Asking) -> Answer:
    if channel == "post":
        return NOBODY
    kind = "email" if channel == "email" else "phone"
    return asking.total("objections", "count", "customer_id", lambda rows: rows.kind == kind) > 0


def _shown(column: Any) -> Any:
    def shown(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        return {"consents": column(condition, asking)}

    return shown


def _shows_reach(condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {"may_be_reached": _may_be_reached(condition, asking)}


_PURPOSES = Choices("purpose", CODES)
_ANY_CHANNEL = Choices("channel", CHANNELS, required=False)

TYPES = (
    Type("agreed", "reach", (_PURPOSES, _ANY_CHANNEL), _agreed, _shown(_agreements)),
    Type("may_contact", "reach", (_PURPOSES, Choices("channel", CHANNELS)), _may_be_reached, _shows_reach),
    Type(
        "consent_to_renew", "reach", (Choices("purpose", CODES, required=False), _ANY_CHANNEL), _to_renew, _shown(_due)
    ),
)
