"""What customers agreed to, in the lake: states and channels, never an address."""

import pyarrow as pa

from chaland.privacy.queries import objected
from chaland.warehouse.fact import Fact, Kind

CONSENTS = Fact(
    name="consents",
    owner_sql="c.customer_id",
    topic="consent",
    root="customer_id",
    key=("consent_id",),
    read={
        "consent_id": ("c.id", "id"),
        "customer_id": ("c.customer_id", "id"),
        "purpose": ("c.purpose", "text"),
        "channel": ("c.channel", "text"),
        "merchant_id": ("c.merchant_id", "id"),
        "state": ("c.state", "text"),
        "since_at": ("c.since", "moment"),
        "expires_at": ("c.expires_at", "moment"),
    },
    source="privacy_currentconsent c",
    root_sql="c.customer_id",
)

STANCES = Fact(
    name="stances",
    owner_sql="s.customer_id",
    topic="consent",
    root="customer_id",
    key=("customer_id", "kind"),
    read={"customer_id": ("s.customer_id", "id"), "kind": ("s.kind", "text")},
    source="privacy_stance s",
    root_sql="s.customer_id",
)

_MADE: dict[str, Kind] = {"customer_id": "id", "kind": "text"}
_ON_LIST = {"email": "email", "mobile": "phone", "phone": "phone"}


def _on_the_list(rows: pa.Table) -> pa.Table:
    """Keep of all addresses only whose customer's is on the objection list, and of which kind."""
    points = [(row["customer_id"], _ON_LIST[row["kind"]], row["normalised"]) for row in rows.to_pylist()]
    listed = {(kind, value) for kind in ("email", "phone") for value in objected(kind, _values(points, kind))}
    found = sorted({(customer, kind) for customer, kind, value in points if (kind, value) in listed})
    return pa.table({"customer_id": [one for one, _ in found], "kind": [kind for _, kind in found]}, OBJECTIONS.schema)


def _values(points: list[tuple[int, str, str]], kind: str) -> set[str]:
    return {value for _, of, value in points if of == kind}


OBJECTIONS = Fact(
    name="objections",
    owner_sql="p.customer_id",
    topic="customer",
    root="customer_id",
    key=("customer_id", "kind"),
    read={
        "customer_id": ("p.customer_id", "id"),
        "kind": ("p.kind", "text"),
        "normalised": ("p.normalised", "text"),
    },
    # Nobody's address is read where nobody objects.
    source=(
        "(SELECT customer_id, kind, normalised FROM customers_contactpoint WHERE kind <> 'address' "
        "AND status = 'valid' AND EXISTS (SELECT 1 FROM privacy_objection)) p"
    ),
    root_sql="p.customer_id",
    finish=_on_the_list,
    inputs=("customer_id", "kind", "normalised"),
    made=_MADE,
)

FACTS = (CONSENTS, STANCES, OBJECTIONS)
