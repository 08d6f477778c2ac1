"""Whom of the file somebody told of may be: those who share a number, an address, or both names."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from chaland.customers.duplicates.asked import Asked, Told
from chaland.customers.duplicates.people import SHARED_BY_MOST, Row, compared
from chaland.database.lookups import fetch, values_source

NAMESAKES_MOST = 30
"""Of more people of one name than this, only what else they share tells."""
_AT_ONCE = 500
# Of names the index tells all: the rows of namesakes would be a page each.
_NAMED = "SELECT v.c0, c.id FROM {} CROSS JOIN customers_customer c WHERE c.search_name = v.c0 {} LIMIT {}"
_REACHED = (
    "SELECT v.c0, p.customer_id FROM {} CROSS JOIN customers_contactpoint p WHERE p.normalised = v.c0 {} LIMIT {}"
)
_MERGED = "SELECT m.id FROM customers_customer m WHERE m.merged_into_id IS NOT NULL"


def row_of(told: Told, crowded: Collection[str]) -> Row:
    """Return what is compared of somebody, without what too many share."""
    own, emails, phones, street = told
    emails, phones = ([one for one in values if one not in crowded] for values in (emails, phones))
    return compared(own, emails, phones, street)


@dataclass(slots=True)
class Candidates:
    """Looks people up, many at once. crowded: what too many share, met so far."""

    crowded: set[str] = field(default_factory=set)

    def of(self, people: Sequence[Asked]) -> tuple[dict[int, set[int]], dict[int, set[int]]]:
        """Return by their keys who they may be by a number or an address, and who by both names alone."""
        merged = {one for (one,) in fetch(_MERGED, [])}
        reached = self._owners(_REACHED, (one for person in people for one in person.marks), SHARED_BY_MOST, merged)
        named = self._owners(_NAMED, (one for person in people for one in person.names), NAMESAKES_MOST, merged)
        marked = {one.key: {*_all(reached, one.marks)} for one in people if not reached.keys().isdisjoint(one.marks)}
        alone = {
            one.key: {*_all(named, one.names)}.difference(marked.get(one.key, ()))
            for one in people
            if not named.keys().isdisjoint(one.names)
        }
        return _somebody(marked), _somebody(alone)

    def _owners(self, sql: str, values: Iterable[str], most: int, merged: Collection[int]) -> Mapping[str, set[int]]:
        # In the order of the index, its pages are read once.
        wanted = sorted({*values} - self.crowded)
        found: dict[str, set[int]] = defaultdict(set)
        for start in range(0, len(wanted), _AT_ONCE):
            for value, owner in self._found(sql, wanted[start : start + _AT_ONCE], most):
                if owner not in merged:
                    found[value].add(owner)
        self.crowded.update(value for value, owners in found.items() if len(owners) > most)
        return {value: owners for value, owners in found.items() if value not in self.crowded}

    def _found(self, sql: str, values: Sequence[str], most: int) -> Iterable[tuple[str, int]]:
        """Return who has these values; one that a crowd shares is found by halving, and remembered."""
        source, parameters = values_source(["text"], [(value,) for value in values])
        limit = most * len(values) + 1
        rows = fetch(sql.format(source, "", limit), parameters)
        if len(rows) < limit:
            return rows
        if len(values) == 1:
            owner = "c.id" if sql is _NAMED else "p.customer_id"
            rows = fetch(sql.format(source, f"AND {owner} NOT IN ({_MERGED})", limit), parameters)
            if len(rows) < limit:
                return rows
            self.crowded.update(values)
            return ()
        half = len(values) // 2
        return [*self._found(sql, values[:half], most), *self._found(sql, values[half:], most)]


def _somebody(found: Mapping[int, set[int]]) -> dict[int, set[int]]:
    return {key: owners for key, owners in found.items() if owners}


def _all(owners: Mapping[str, set[int]], values: Sequence[str]) -> Iterator[int]:
    for value in values:
        yield from owners.get(value, ())
