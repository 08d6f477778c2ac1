"""Before a file is opened: who in it already has this telephone, e-mail address or card."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from chaland.accounts.rules import Scope
from chaland.customers.finding import Found, find_by
from chaland.customers.rules import NewCustomer

FEW = 3


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Somebody already in the file, and what they share: card, email or phone."""

    found: Found
    shares: str


def find_known_customers(new: NewCustomer, scope: Scope) -> Sequence[KnownCustomer]:
    """Return the customers the scope sees who share a card, or an e-mail address or telephone that begins so."""
    asked = [
        *(("card", number) for number in new.cards),
        *(("email", address) for address in new.emails),
        *(("phone", number) for number in (*new.mobiles, *new.phones)),
    ]
    known: dict[int, KnownCustomer] = {}
    for way, text in asked:
        for found in _found(way, text, scope):
            known.setdefault(found.customer_id, KnownCustomer(found, way))
    return list(known.values())


def _found(way: str, text: str, scope: Scope) -> Iterable[Found]:
    return find_by(way, text, scope, FEW) if text.strip() else ()
