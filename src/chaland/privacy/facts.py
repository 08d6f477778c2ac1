"""What customers agreed to, in the lake: states and channels, never an address."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import pyarrow as pa

from chaland.privacy.models import CurrentConsent
from chaland.privacy.queries import lines_beside, objected_since
from chaland.privacy.rules.objections import is_answered
from chaland.warehouse.fact import Fact, Kind, of_customers

CONSENTS = of_customers(
    "consents",
    "consent",
    {
        "consent_id": ("c.id", "id"),
        "customer_id": ("c.customer_id", "id"),
        "purpose": ("c.purpose", "text"),
        "channel": ("c.channel", "text"),
        "merchant_id": ("c.merchant_id", "id"),
        "state": ("c.state", "text"),
        "since_at": ("c.since", "moment"),
        "expires_at": ("c.expires_at", "moment"),
        "entry_id": ("c.entry_id", "id"),
        "by_parent": ("c.by_parent", "flag"),
    },
    key=("consent_id",),
    source="privacy_currentconsent c",
)

STANCES = of_customers(
    "stances",
    "consent",
    {"customer_id": ("s.customer_id", "id"), "kind": ("s.kind", "text")},
    key=("customer_id", "kind"),
    source="privacy_stance s",
)

_MADE: dict[str, Kind] = {"customer_id": "id", "channel": "text"}
_MADE_ANSWERS: dict[str, Kind] = {**_MADE, "purpose": "text", "merchant_id": "id", "entry_id": "id"}
_SERVES = {
    "email": (("email", "email"),), "mobile": (("sms", "phone"), ("phone", "phone")), "phone": (("phone", "phone"),),
}  # fmt: skip
"""By kind of address: the channels that it serves, and the kind under which the objection list knows it."""
_Listed = dict[tuple[int, str], dict[str, datetime]]


def _listed(rows: pa.Table) -> _Listed:
    """Return the addresses on the objection list, since when, by customer and channel."""
    points = [
        (row["customer_id"], channel, kind, row["normalised"])
        for row in rows.to_pylist()
        for channel, kind in _SERVES[row["kind"]]
    ]
    asked = {wanted: {value for _, _, kind, value in points if kind == wanted} for wanted in ("email", "phone")}
    since = {kind: objected_since(kind, values) if values else {} for kind, values in asked.items()}
    found: _Listed = defaultdict(dict)
    for customer, channel, kind, value in points:
        if value in since[kind]:
            found[customer, channel][value] = since[kind][value]
    return found


def _on_the_list(rows: pa.Table) -> pa.Table:
    """Keep of all addresses only whose customer's is on the objection list, and for which channel."""
    found = sorted(_listed(rows))
    return _table(OBJECTIONS, [one for one, _ in found], [channel for _, channel in found])


def _answered(rows: pa.Table) -> pa.Table:
    """Return for which yes, given since, somebody on the objection list may be contacted all the same."""
    found = [row for channel in ("email", "sms", "phone") for row in _answers(_listed(rows), channel)]
    return _table(ANSWERS, *zip(*found, strict=True)) if found else ANSWERS.schema.empty_table()


def _answers(listed: _Listed, channel: str) -> Iterator[tuple[int, str, str, int | None, int]]:
    people = sorted(one for one, by in listed if by == channel)
    if not people:
        return
    lines = lines_beside(people, channel)
    yeses = CurrentConsent.objects.filter(customer__in=people, channel=channel, state="granted")
    for yes in yeses.order_by("pk"):
        if is_answered(listed[yes.customer_id, channel], lines[yes.customer_id, yes.entry_id]):
            yield yes.customer_id, channel, yes.purpose, yes.merchant_id, yes.entry_id


def _table(fact: Fact, *columns: Sequence[Any]) -> pa.Table:
    return pa.table(dict(zip(fact.columns, columns, strict=True)), fact.schema)


_ADDRESSES: Mapping[str, Any] = {
    "owner_sql": "p.customer_id",
    "topic": "customer",
    "root": "customer_id",
    "read": {
        "customer_id": ("p.customer_id", "id"),
        "kind": ("p.kind", "text"),
        "normalised": ("p.normalised", "text"),
    },
    # Nobody's address is read where nobody objects.
    "source": (
        "(SELECT customer_id, kind, normalised FROM customers_contactpoint WHERE kind <> 'address' "
        "AND status = 'valid' AND EXISTS (SELECT 1 FROM privacy_objection)) p"
    ),
    "root_sql": "p.customer_id",
    "inputs": ("customer_id", "kind", "normalised"),
}
OBJECTIONS = Fact(name="objections", key=("customer_id", "channel"), finish=_on_the_list, made=_MADE, **_ADDRESSES)
ANSWERS = Fact(name="answers", key=("customer_id", "entry_id"), finish=_answered, made=_MADE_ANSWERS, **_ADDRESSES)

FACTS = (CONSENTS, STANCES, OBJECTIONS, ANSWERS)
