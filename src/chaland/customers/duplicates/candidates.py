"""Whom of the file somebody told of may be: those who share a number, an address, or both names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from chaland.customers.duplicates.people import SHARED_BY_MOST, Row, compared, is_placeholder
from chaland.customers.rules import Address, NewCustomer, search_names
from chaland.customers.writing import distinct_addresses
from chaland.database.lookups import fetch, values_source

NAMESAKES_MOST = 30
"""Of more people of one name than this, only what else they share tells."""
_AT_ONCE = 500
_NAMED = "SELECT v.c0, c.id FROM {} CROSS JOIN customers_customer c WHERE c.search_name = v.c0 AND {} LIMIT {}"
_REACHED = (
    "SELECT v.c0, c.id FROM {} CROSS JOIN customers_contactpoint p JOIN customers_customer c ON c.id = p.customer_id "
    "WHERE p.normalised = v.c0 AND {} LIMIT {}"
)
_THERE = "c.merged_into_id IS NULL"
_NOWHERE = Address()


Told = tuple[Any, ...]
"""What `people.compared` takes: key, names, birthday, postcode and city; e-mails; telephones; street."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody told of who is not in the file, under a key of the caller's.

    marks: numbers and addresses by which they may be found. names: both names in either order; none for half a name.
    """

    key: int
    marks: Sequence[str]
    names: Sequence[str]
    told: Told

    @classmethod
    def of(cls, key: int, person: NewCustomer) -> Self:
        """Read what is known of somebody. A placeholder is nobody's number."""
        born, home = person.birthday, person.addresses[0] if person.addresses else _NOWHERE
        day, month, year = (born.day, born.month, born.year) if born else (None, None, None)
        numbers = (*person.mobiles, *person.phones)
        phones = [number for number in numbers if not is_placeholder(number)]
        own = (key, person.first_name, person.last_name, day, month, year, home.postcode, home.city)
        return cls(
            key,
            (*person.emails, *phones, *distinct_addresses(person.addresses)),
            search_names(person.first_name, person.last_name) if person.first_name and person.last_name else (),
            (own, person.emails, phones, home.address1),
        )


def row_of(told: Told, crowded: Collection[str]) -> Row:
    """Return what is compared of somebody, without what too many share."""
    own, emails, phones, street = told
    emails, phones = ([one for one in values if one not in crowded] for values in (emails, phones))
    return compared(own, emails, phones, street)


@dataclass(slots=True)
class Candidates:
    """Looks people up, many at once. crowded: what too many share, met so far."""

    crowded: set[str] = field(default_factory=set)

    def of(self, people: Sequence[Asked]) -> dict[int, set[int]]:
        """Return by their keys who they may be; those whom nobody is like are left out."""
        reached = self._owners(_REACHED, (one for person in people for one in person.marks), SHARED_BY_MOST)
        named = self._owners(_NAMED, (one for person in people for one in person.names), NAMESAKES_MOST)
        found = (
            (person.key, {*_all(reached, person.marks), *_all(named, person.names)})
            for person in people
            if not (reached.keys().isdisjoint(person.marks) and named.keys().isdisjoint(person.names))
        )
        return {key: owners for key, owners in found if owners}

    def _owners(self, sql: str, values: Iterable[str], most: int) -> Mapping[str, set[int]]:
        wanted = list({*values} - self.crowded)
        found: dict[str, set[int]] = defaultdict(set)
        for start in range(0, len(wanted), _AT_ONCE):
            for value, owner in self._found(sql, wanted[start : start + _AT_ONCE], most):
                found[value].add(owner)
        self.crowded.update(value for value, owners in found.items() if len(owners) > most)
        return {value: owners for value, owners in found.items() if value not in self.crowded}

    def _found(self, sql: str, values: Sequence[str], most: int) -> Iterable[tuple[str, int]]:
        """Return who has these values; one that a crowd shares is found by halving, and remembered."""
        source, parameters = values_source(["text"], [(value,) for value in values])
        limit = most * len(values) + 1
        rows = fetch(sql.format(source, _THERE, limit), parameters)
        if len(rows) < limit:
            return rows
        if len(values) == 1:
            self.crowded.update(values)
            return ()
        half = len(values) // 2
        return [*self._found(sql, values[:half], most), *self._found(sql, values[half:], most)]


def _all(owners: Mapping[str, set[int]], values: Sequence[str]) -> Iterator[int]:
    for value in values:
        yield from owners.get(value, ())
