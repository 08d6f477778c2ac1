"""Whom the file already knows by the references and cards of a batch of rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Self

from chaland.customers import queries
from chaland.customers.completing import nameless
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Conflict
from chaland.kernel.text import fold


@dataclass(slots=True)
class Known:
    """People by their reference and by their cards; nameless: ids of those known by their reference alone."""

    by_reference: dict[str, NewCustomer] = field(default_factory=dict)
    by_card: dict[str, NewCustomer] = field(default_factory=dict)
    nameless: dict[str, int] = field(default_factory=dict)

    @classmethod
    def among(cls, people: Sequence[NewCustomer]) -> Self:
        """Return those of the file whom `people` may be."""
        references = queries.ids_by_reference(person.reference for person in people if person.reference)
        cards = queries.ids_by_card(number for person in people for number in person.cards)
        told = identities({*references.values(), *cards.values()})
        bare = nameless(pk for pk in references.values() if not told[pk].last_name)
        return cls(
            {reference: told[pk] for reference, pk in references.items()},
            {number: told[pk] for number, pk in cards.items()},
            {reference: pk for reference, pk in references.items() if pk in bare},
        )

    def has(self, person: NewCustomer) -> bool:
        """Tell whether the person is known.

        Raises Conflict `reference_is_another` or `card_taken` when somebody else goes by the reference or a card.
        """
        found = self.by_reference.get(person.reference)
        if found and not agree(found, person):
            raise Conflict("reference_is_another", field="reference", text=person.reference)
        for number in person.cards:
            owner = self.by_card.get(number)
            if owner and not agree(owner, person):
                raise Conflict("card_taken", field="card", text=number)
            found = found or owner
        return found is not None

    def names(self, person: NewCustomer) -> bool:
        """Tell whether the person's reference or one of their cards is somebody's."""
        return person.reference in self.by_reference or any(number in self.by_card for number in person.cards)

    def take_nameless(self, person: NewCustomer) -> int | None:
        """Return the id of the nameless file that is this person's, once; None if there is none."""
        if any(number in self.by_card for number in person.cards):
            return None
        return self.nameless.pop(person.reference, None)

    def add(self, person: NewCustomer) -> None:
        """Count the person as known from now on."""
        if person.reference:
            self.by_reference[person.reference] = person
        self.by_card.update(dict.fromkeys(person.cards, person))


def agree(one: NewCustomer, other: NewCustomer) -> bool:
    """Tell whether nothing differs of what is known of both: reference, names, birthday."""
    pairs = (
        (one.reference, other.reference),
        (fold(one.last_name), fold(other.last_name)),
        (fold(one.first_name), fold(other.first_name)),
        (one.birthday, other.birthday),
    )
    return all(mine == theirs for mine, theirs in pairs if mine and theirs)


def identities(ids: Iterable[int]) -> dict[int, NewCustomer]:
    """Return what tells these people from others."""
    found: dict[int, NewCustomer] = {}
    columns = ("pk", "reference", "last_name", "first_name", "birth_day", "birth_month", "birth_year")
    for chunk in queries.in_chunks(list(ids), 500):
        rows = Customer.objects.filter(pk__in=chunk).values_list(*columns)
        for pk, reference, last_name, first_name, day, month, year in rows:
            birthday = queries.birthday_of(day, month, year)
            found[pk] = NewCustomer(
                reference=reference or "", last_name=last_name, first_name=first_name, birthday=birthday
            )
    return found
