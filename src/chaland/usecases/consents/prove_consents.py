"""A person, or an authority, asks for the proof of what somebody agreed to."""

from datetime import datetime
from typing import Any

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.kernel.chain import START, content_hash, moment_text
from chaland.privacy.models import ConsentEntry, ConsentText
from chaland.privacy.queries import history
from chaland.privacy.rules.chain import SEALED
from chaland.privacy.verifying import read_lines, sealed_values
from chaland.stores.queries import the_network
from chaland.usecases.customers.open_customer import open_customer

MOST_LINKS = 100_000
"""How far the chain is followed to its end; beyond that each line is proved by itself."""


def prove_consents(customer_id: int, *, scope: Scope, now: datetime) -> dict[str, Any]:
    """Return the pack of proofs of a customer, ready for JSON: `privacy/verify_proof.py` says how it is verified.

    Raises NotFound `customer_unknown` beyond the scope.
    """
    customer = open_customer(customer_id, scope)
    lines = history(customer_id)[::-1]
    first = lines[0] if lines else None
    last = ConsentEntry.objects.order_by("-number").first()
    return {
        "made_at": moment_text(now),
        "network": the_network().name,
        "customer": _named(customer),
        "columns": SEALED,
        "lines": [_line(one) for one in lines],
        "texts": _texts(lines),
        "first": first.number if first else 0,
        "before_first": first.previous_hash if first else START,
        "links": _links(first, last),
        "head": last.hash if last else START,
    }


def _named(customer: Customer) -> dict[str, Any]:
    name = f"{customer.first_name} {customer.last_name}".strip()
    return {"id": customer.pk, "reference": customer.reference, "name": name}


def _line(entry: ConsentEntry) -> dict[str, Any]:
    private, trace = getattr(entry, "private", None), getattr(entry, "trace", None)
    return {
        "sealed": sealed_values({name: getattr(entry, name) for name in SEALED}),
        "previous_hash": entry.previous_hash,
        "hash": entry.hash,
        "private": private and {"values": [private.address, private.reference], "salt": private.salt},
        "trace": trace and {"values": [trace.ip, trace.user_agent], "salt": trace.salt},
    }


def _texts(lines: list[ConsentEntry]) -> dict[str, str]:
    found = ConsentText.objects.in_bulk({one.text_id for one in lines if one.text_id})
    return {str(key): text.text for key, text in found.items()}


def _links(first: ConsentEntry | None, last: ConsentEntry | None) -> list[str]:
    """Return the content hash of every line from the first to the end, or nothing where that is too far."""
    if first is None or last is None or last.number - first.number >= MOST_LINKS:
        return []
    return [content_hash(sealed_values(row)) for row, _beside in read_lines(first.number - 1)]
