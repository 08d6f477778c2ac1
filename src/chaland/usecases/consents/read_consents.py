"""Where a customer stands: what they agreed to, until when, by which text, and everything they said before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chaland.accounts.models import User
from chaland.accounts.rules import Scope
from chaland.privacy import queries
from chaland.privacy.gate import is_child, standings
from chaland.privacy.models import ConsentEntry, ConsentText, Purpose, Stance
from chaland.privacy.rules import CHANNELS, Consent, Decision
from chaland.stores.models import Merchant
from chaland.usecases.customers.open_customer import open_customer


@dataclass(frozen=True, slots=True)
class Stand:
    """One purpose on one channel. reason: what the gate says now, whatever the hour. merchant: none for the network."""

    channel: str
    basis: str
    state: str
    merchant: str
    since: datetime | None
    expires_at: datetime | None
    text_id: int | None
    is_allowed: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the ledger with the names of who and what it names."""

    entry: ConsentEntry
    text: str
    operator: str


@dataclass(frozen=True, slots=True)
class Consents:
    """The panel of one customer. is_child: too young to agree alone."""

    purposes: Sequence[tuple[Purpose, Sequence[Stand]]]
    lines: Sequence[Line]
    stances: dict[str, Stance]
    is_child: bool


def read_consents(customer_id: int, *, scope: Scope, now: datetime) -> Consents:
    """Return the panel of a customer. Raises NotFound `customer_unknown` beyond the scope."""
    open_customer(customer_id, scope)
    held: dict[tuple[str, str], list[Consent]] = {}
    for one in queries.consents_of(customer_id, now=now):
        held.setdefault((one.purpose, one.channel), []).append(one)
    names: dict[int | None, str] = dict(Merchant.objects.values_list("pk", "name"))
    bases = [(purpose, {row.channel: row.basis for row in purpose.channels.all()}) for purpose in queries.purposes()]
    asked = {channel: [purpose.code for purpose, used in bases if channel in used] for channel in CHANNELS}
    decisions = standings(customer_id, asked, now=now)
    rows = [
        (
            purpose,
            [
                _stand(channel, used[channel], one, names, decisions[purpose.code, channel])
                for channel in CHANNELS
                if channel in used
                for one in held.get((purpose.code, channel), [None])
            ],
        )
        for purpose, used in bases
    ]
    return Consents(rows, lines_of(customer_id), queries.stances_of(customer_id), is_child(customer_id, now=now))


def _stand(channel: str, basis: str, held: Consent | None, names: dict[int | None, str], decision: Decision) -> Stand:
    if held is None:
        return Stand(channel, basis, "none", "", None, None, None, decision.allowed, decision.reason)
    return Stand(
        channel,
        basis,
        held.state,
        names.get(held.merchant_id, ""),
        held.since,
        held.expires_at,
        held.text_id,
        decision.allowed,
        decision.reason,
    )


def lines_of(customer_id: int) -> list[Line]:
    """Return everything a customer said, the latest first, with the words they were shown and who wrote it down."""
    entries = queries.history(customer_id)
    texts = ConsentText.objects.in_bulk([one.text_id for one in entries if one.text_id])
    operators = User.objects.in_bulk([one.operator_id for one in entries if one.operator_id])
    return [
        Line(
            one,
            texts[one.text_id].text if one.text_id in texts else "",
            operators[one.operator_id].name if one.operator_id in operators else "",
        )
        for one in entries
    ]


def consents_told(customer_id: int, *, now: datetime) -> list[dict[str, Any]]:
    """Return what a customer answered, ready for JSON."""
    names: dict[int | None, str] = dict(Merchant.objects.values_list("pk", "name"))
    return [
        {
            "purpose": one.purpose,
            "channel": one.channel,
            "merchant": names.get(one.merchant_id),
            "state": one.state,
            "since": one.since,
            "expires_at": one.expires_at,
        }
        for one in queries.consents_of(customer_id, now=now)
    ]
