"""Whom the file already knows by what an import recognises people by: reference, card, e-mail address, mobile."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from chaland.customers import queries
from chaland.customers.models import ContactPoint
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict
from chaland.kernel.phone import is_placeholder
from chaland.usecases.imports.import_known import agree, identities

_AT_ONCE = 500
_PHONES = (ContactPoint.Kind.MOBILE.value, ContactPoint.Kind.PHONE.value)


class Matches:
    """Who the people of a batch are."""

    def __init__(self, people: Sequence[NewCustomer], keys: Sequence[str]) -> None:
        """Look everybody up at once."""
        self._owners = {key: _owners(key, people) for key in keys}
        self.everybody = {owner for found in self._owners.values() for owners in found.values() for owner in owners}
        self._known = identities(self.everybody)

    def find(self, person: NewCustomer) -> int | None:
        """Return the id of the one customer who is this person by the first key that tells; None for nobody.

        An address or a number that a family shares names the one of the same name. A telephone that is a placeholder
        names nobody. Raises Conflict `several_match`.
        """
        for key, owners in self._owners.items():
            if not owners:
                continue
            found = {owner for value in _values(key, person) for owner in owners.get(value, ())}
            if key in ("email", "mobile"):
                found = {owner for owner in found if agree(self._known[owner], person)}
            if len(found) > 1:
                raise Conflict("several_match", field=key)
            if found:
                return found.pop()
        return None


def _values(key: str, person: NewCustomer) -> Iterator[str]:
    if key == "reference":
        yield from filter(None, [person.reference])
    elif key == "card":
        yield from person.cards
    elif key == "email":
        yield from person.emails
    else:
        yield from (number for number in person.mobiles if not is_placeholder(number))


def _owners(key: str, people: Iterable[NewCustomer]) -> dict[str, set[int]]:
    values = {value for person in people for value in _values(key, person)}
    if key == "reference":
        return {value: {owner} for value, owner in queries.ids_by_reference(values).items()}
    if key == "card":
        return {value: {owner} for value, owner in queries.ids_by_card(values).items()}
    return _reached(("email",) if key == "email" else _PHONES, sorted(values))


def _reached(kinds: Sequence[str], values: Sequence[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for chunk in queries.in_chunks(values, _AT_ONCE):
        points = ContactPoint.objects.filter(normalised__in=chunk, kind__in=kinds, customer__merged_into=None)
        for value, owner in points.values_list("normalised", "customer_id"):
            found[value].add(owner)
    return found
