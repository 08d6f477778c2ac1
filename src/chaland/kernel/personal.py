"""What a table holds of a person: declared beside the models, read by erasure, access, portability and retention."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Holds(StrEnum):
    """What a column holds. Source: the categories of RGPD art. 15 and 30; provided and observed data: art. 20."""

    IDENTITY = "identity"
    CONTACT = "contact"
    WISH = "wish"
    BEHAVIOUR = "behaviour"
    CONSENT = "consent"
    FREE_TEXT = "free_text"
    DERIVED = "derived"
    TECHNICAL = "technical"
    STAFF = "staff"
    SHOP = "shop"


PORTABLE = frozenset({Holds.IDENTITY, Holds.CONTACT, Holds.WISH, Holds.BEHAVIOUR, Holds.CONSENT})
"""What a person gave, or was seen to do; what the shop wrote or worked out is told on access only."""


@dataclass(frozen=True, slots=True)
class Personal:
    """One table.

    holds: what each column holds. retention: the row of the retention table that it follows.
    subject: from a row to its customer, as in a filter; empty where the rows are no customer's.
    blanked: the columns emptied when the customer is erased, where the row itself stays; without them it goes.
    quoting: texts in which somebody may be named; those that name an erased customer are emptied, or with
    `drops_quoting` their row goes.
    """

    holds: Mapping[str, Holds]
    retention: str
    subject: str = ""
    blanked: tuple[str, ...] = ()
    quoting: tuple[str, ...] = ()
    drops_quoting: bool = False

    @property
    def stays(self) -> bool:
        """Tell whether the rows of a customer stay, without them, once they are erased."""
        return bool(self.subject and (self.blanked or self.quoting) and not self.drops_quoting)


def personal(
    retention: str,
    *,
    subject: str = "",
    blanked: str = "",
    quoting: str = "",
    drops_quoting: bool = False,
    **columns: str,
) -> Personal:
    """Return a table's declaration; columns are named by what they hold, apart by spaces.

    >>> personal("person", subject="customer", contact="value", technical="created_at").holds["value"]
    <Holds.CONTACT: 'contact'>
    """
    holds = {name: Holds(kind) for kind, names in columns.items() for name in names.split()}
    return Personal(holds, retention, subject, tuple(blanked.split()), tuple(quoting.split()), drops_quoting)


@dataclass(frozen=True, slots=True)
class Traces:
    """By what somebody is named in a text. All of it folded, see `kernel.text.fold`.

    marks: references, card numbers, e-mail addresses. digits: the last nine digits of their telephones.
    names: full names, either way round, and a family name that nobody else has.
    """

    marks: frozenset[str] = frozenset()
    digits: frozenset[str] = frozenset()
    names: frozenset[str] = field(default_factory=frozenset)

    def are_in(self, folded: str) -> bool:
        """Tell whether a folded text names the person.

        >>> Traces(names=frozenset({"le gall anne"})).are_in("appeler le gall anne demain")
        True
        >>> Traces(digits=frozenset({"639980123"})).are_in("06 39 98 01 23")
        True
        """
        words = f" {folded} "
        if any(f" {name} " in words for name in (*self.marks, *self.names)):
            return True
        run = "".join(filter(str.isdigit, folded)) if self.digits else ""
        return any(number in run for number in self.digits)


LEAST_MARK = 4
LEAST_DIGITS = 9


def traces(*, marks: Iterable[str], phones: Iterable[str], names: Iterable[str]) -> Traces:
    """Return the traces of folded texts; those too short to name one person are left out."""
    runs = ("".join(filter(str.isdigit, phone)) for phone in phones)
    return Traces(
        frozenset(mark for mark in marks if len(mark) >= LEAST_MARK),
        frozenset(run[-LEAST_DIGITS:] for run in runs if len(run) >= LEAST_DIGITS),
        frozenset(name for name in names if len(name) >= LEAST_MARK),
    )


def together(several: Iterable[Traces]) -> Traces:
    """Return the traces of one person who has several files."""
    every = list(several)
    return Traces(
        frozenset().union(*(one.marks for one in every)),
        frozenset().union(*(one.digits for one in every)),
        frozenset().union(*(one.names for one in every)),
    )
