"""Before a file is opened: who in it already has this telephone, e-mail address or card, or is called so."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from chaland.accounts.rules import Scope
from chaland.customers.finding import Found, find_by, find_named
from chaland.customers.queries import birthday_of
from chaland.customers.rules import NewCustomer

FEW = 3


@dataclass(frozen=True, slots=True)
class KnownCustomer:
    """Somebody already in the file, and what they share: card, email, phone, name_birthday or name_town."""

    found: Found
    shares: str


def find_known_customers(new: NewCustomer, scope: Scope) -> Sequence[KnownCustomer]:
    """Return the customers the scope sees who share a card, or an e-mail address or telephone that begins so.

    Those of the same two names too, in whichever order, if they share the birthday or the postcode.
    """
    asked = [
        *(("card", number) for number in new.cards),
        *(("email", address) for address in new.emails),
        *(("phone", number) for number in (*new.mobiles, *new.phones)),
    ]
    known: dict[int, KnownCustomer] = {}
    for way, text in asked:
        for found in _found(way, text, scope):
            known.setdefault(found.customer_id, KnownCustomer(found, way))
    for one in _namesakes(new, scope):
        known.setdefault(one.found.customer_id, one)
    return list(known.values())


def _found(way: str, text: str, scope: Scope) -> Iterable[Found]:
    return find_by(way, text, scope, FEW) if text.strip() else ()


def _namesakes(new: NewCustomer, scope: Scope) -> Iterator[KnownCustomer]:
    postcodes = {one.postcode.strip() for one in new.addresses} - {""}
    if not (new.birthday or postcodes):
        return
    shared: dict[str, Any] = {"birthday": new.birthday, "postcodes": postcodes, "limit": FEW}
    for customer, found in find_named(new.first_name, new.last_name, scope, **shared):
        born = birthday_of(customer.birth_day, customer.birth_month, customer.birth_year)
        if new.birthday and born and (born.day, born.month) == (new.birthday.day, new.birthday.month):
            yield KnownCustomer(found, "name_birthday")
        else:
            yield KnownCustomer(found, "name_town")
