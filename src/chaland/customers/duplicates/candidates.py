"""Whom of the file somebody told of may be: those who share a number, an address, or both names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chaland.customers.duplicates.people import SHARED_BY_MOST, Row, compared, is_placeholder
from chaland.customers.rules import NewCustomer, search_names
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


def marks(person: NewCustomer) -> Iterator[str]:
    """Give the numbers and addresses by which somebody may be found; a placeholder is nobody's."""
    yield from person.emails
    yield from (number for number in (*person.mobiles, *person.phones) if not is_placeholder(number))
    yield from distinct_addresses(person.addresses)


def names(person: NewCustomer) -> tuple[str, ...]:
    """Return both names in either order; nothing for half a name."""
    both = person.first_name and person.last_name
    return tuple({*search_names(person.first_name, person.last_name)}) if both else ()


def told(key: int, person: NewCustomer, crowded: Collection[str] = ()) -> Row:
    """Return what is compared of somebody who is not in the file, under a key of the caller's."""
    born, home = person.birthday, person.addresses[0] if person.addresses else None
    day, month, year = (born.day, born.month, born.year) if born else (None, None, None)
    where = (home.postcode, home.city, home.address1) if home else ("", "", "")
    row = (key, person.first_name, person.last_name, day, month, year, *where[:2])
    phones = [number for number in (*person.mobiles, *person.phones) if not is_placeholder(number)]
    emails, phones = ([one for one in values if one not in crowded] for values in (person.emails, phones))
    return compared(row, emails, phones, where[2])


@dataclass(slots=True)
class Candidates:
    """Looks people up, many at once. crowded: what too many share, met so far."""

    crowded: set[str] = field(default_factory=set)

    def of(self, people: Sequence[NewCustomer]) -> list[set[int]]:
        """Return for each who they may be, by their keys."""
        reached = self._owners(_REACHED, (one for person in people for one in marks(person)), SHARED_BY_MOST)
        named = self._owners(_NAMED, (one for person in people for one in names(person)), NAMESAKES_MOST)
        return [
            {owner for one in marks(person) for owner in reached.get(one, ())}
            | {owner for one in names(person) for owner in named.get(one, ())}
            for person in people
        ]

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
