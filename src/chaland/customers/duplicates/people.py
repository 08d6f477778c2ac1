"""What of a customer is compared, read into memory; it is written nowhere."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from chaland.customers.duplicates.asked import is_placeholder
from chaland.customers.duplicates.briefs import DOOR
from chaland.database.lookups import fetch, values_source
from chaland.kernel.text import fold

SHARED_BY_MOST = 10
"""A number or an address of more people than this is nobody's own: a placeholder, a shop's, a care home's."""
_SHORT = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "blvd": "boulevard", "r": "rue",
    "pl": "place", "imp": "impasse", "ch": "chemin", "che": "chemin", "all": "allee", "rte": "route", "st": "saint",
    "ste": "sainte", "sq": "square", "fg": "faubourg", "fbg": "faubourg", "res": "residence", "lot": "lotissement",
}  # fmt: skip

_PEOPLE = (
    "SELECT c.id, c.first_name, c.last_name, c.birth_day, c.birth_month, c.birth_year, c.postcode, c.city "
    "FROM customers_customer c"
)
_POINTS = (
    "SELECT p.customer_id, p.kind, p.normalised, p.address1 FROM customers_contactpoint p "
    "JOIN customers_customer c ON c.id = p.customer_id"
)
_PEOPLE_OF = f"{_PEOPLE.replace('FROM', 'FROM {} CROSS JOIN')} WHERE c.id = v.c0"
_POINTS_OF = (
    "SELECT p.customer_id, p.kind, p.normalised, p.address1 FROM {} CROSS JOIN customers_contactpoint p "
    "WHERE p.customer_id = v.c0 ORDER BY p.id"
)

Row = tuple[Any, ...]


def read_people() -> Iterator[Row]:
    """Give what is compared of everybody in the file who was not merged."""
    emails, phones, streets = _points(fetch(f"{_POINTS} WHERE c.merged_into_id IS NULL ORDER BY p.id", []))
    people = fetch(f"{_PEOPLE} WHERE c.merged_into_id IS NULL ORDER BY c.id", [])
    emails, phones = _own(emails), _own(phones)
    return (compared(row, emails.get(row[0], []), phones.get(row[0], []), streets.get(row[0], "")) for row in people)


def read_some(ids: Collection[int], crowded: Collection[str]) -> Mapping[int, tuple[str, str, Row]]:
    """Return first name, last name and what is compared of these customers, by key; nothing of what is crowded."""
    if not ids:
        return {}
    source, parameters = values_source(["bigint"], [(one,) for one in sorted(ids)])
    told = fetch(_POINTS_OF.format(source), parameters)
    emails, phones, streets = _points(row for row in told if row[2] not in crowded)
    return {
        row[0]: (*row[1:3], compared(row, emails.get(row[0], []), phones.get(row[0], []), streets.get(row[0], "")))
        for row in fetch(_PEOPLE_OF.format(source), parameters)
    }


def _points(
    points: Iterable[Row],
) -> tuple[Mapping[int, list[str]], Mapping[int, list[str]], Mapping[int, str]]:
    emails: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    streets: dict[int, str] = {}
    for customer_id, kind, normalised, address1 in points:
        if kind == "address":
            streets.setdefault(customer_id, address1)
        elif kind == "email":
            emails[customer_id].append(normalised)
        elif not is_placeholder(normalised):
            phones[customer_id].append(normalised)
    return emails, phones, streets


def _own(values: Mapping[int, list[str]]) -> Mapping[int, list[str]]:
    """Leave out what too many people share."""
    times = Counter(value for of_one in values.values() for value in of_one)
    crowded: Collection[str] = {value for value, count in times.items() if count > SHARED_BY_MOST}
    if not crowded:
        return values
    return {one: [value for value in of_one if value not in crowded] for one, of_one in values.items()}


def compared(row: Row, emails: list[str], phones: list[str], address1: str) -> Row:
    """Return what is compared of one customer: id, names, day, month and year of birth, postcode and city."""
    customer_id, first_name, last_name, day, month, year, postcode, city = row
    first, last = fold(first_name), fold(last_name)
    door, street = street_of(address1)
    return (
        customer_id,
        first or None,
        last or None,
        " ".join(sorted({*first.split(), *last.split()})) if first and last else None,
        f"{year:04}{month:02}{day:02}" if year and month and day else None,
        emails,
        phones,
        street or None,
        door or None,
        postcode or None,
        fold(city) or None,
    )


def street_of(address1: str) -> tuple[str, str]:
    """Return number and street of the first line of an address, abbreviations written out.

    >>> street_of("12 bis, av. de la Gare")
    ('12', 'avenue de la gare')
    """
    text = fold(address1)
    found = DOOR.match(text)
    door, rest = (found[1], text[found.end() :]) if found else ("", text)
    return door, " ".join(_SHORT.get(word, word) for word in rest.split())
