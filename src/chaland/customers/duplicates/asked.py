"""By what somebody told of may be found. No table is known here: a process without any reads files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

from chaland.customers.duplicates.briefs import DOOR, Brief, brief_of
from chaland.customers.kept import Kept
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.text import fold

_NOWHERE = Address()

Told = tuple[Any, ...]
"""What `people.compared` takes: key, names, birthday, postcode and city; e-mails; telephones; street."""


@dataclass(frozen=True, slots=True)
class Asked:
    """Somebody told of who is not in the file, under a key of the caller's.

    marks: numbers and addresses by which they may be found. names: both names in either order; none for half a name.
    brief: what is remembered of them once they are in the file.
    """

    key: int
    marks: Sequence[str]
    names: Sequence[str]
    told: Told
    brief: Brief | None = None

    @classmethod
    def of(cls, key: int, person: NewCustomer, own: Kept) -> Self:
        """Read what is known of somebody. own: what is kept of them. A placeholder is nobody's number."""
        born, home = person.birthday, person.addresses[0] if person.addresses else _NOWHERE
        day, month, year = (born.day, born.month, born.year) if born else (None, None, None)
        _, after, points = own
        phones = [number for number in (*person.mobiles, *person.phones) if not is_placeholder(number)]
        lines = (name for kind, _, name, *_ in points if kind == "address")
        door = DOOR.match(fold(home.address1))
        birth = f"{year:04}{month:02}{day:02}" if year and month and day else None
        told = (key, person.first_name, person.last_name, day, month, year, home.postcode, home.city)
        return cls(
            key,
            (*person.emails, *phones, *lines),
            after[-2:] if person.first_name and person.last_name else (),
            (told, person.emails, phones, home.address1),
            brief_of(birth, person.emails, phones, door and door[1]),
        )


def is_placeholder(number: str) -> bool:
    """Tell whether a number, as kept, was typed to fill a field: pairs of digits that count, or all the same.

    >>> is_placeholder("+33102030405"), is_placeholder("+33600000000"), is_placeholder("+33639981234")
    (True, True, False)
    """
    digits = number.lstrip("+")[-8:]
    if len(digits) != 8:  # noqa: PLR2004
        return False
    one, two, three = int(digits[:2]), int(digits[2:4]), int(digits[4:6])
    return two - one == three - two == int(digits[6:]) - three
