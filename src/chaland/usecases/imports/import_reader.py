"""Rows of a file read into people: under our own headings, or from anywhere as its recipe says."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property, partial
from typing import Any, ClassVar, Protocol

from chaland.customers.duplicates.asked import Asked
from chaland.customers.kept import Kept
from chaland.customers.rules import NewCustomer, Policy, check
from chaland.kernel import mojibake
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import normalise_phone
from chaland.kernel.postcode import Communes
from chaland.kernel.text import fold
from chaland.reading.headings import EMAIL_2, FULL_NAME
from chaland.usecases.imports import import_tidy
from chaland.usecases.imports.import_customer_rows import columns, typed
from chaland.usecases.imports.import_recipe import UPDATE, Recipe

_TWO = frozenset({"email_two_addresses", "phone_two_numbers"})
# What a person is taken in without, where that was decided, by the field that is refused.
_DROPPED: dict[str, dict[str, Any]] = {
    "email": {"emails": ()}, "mobile": {"mobiles": ()}, "phone": {"phones": ()}, "postcode": {"addresses": ()},
    "country": {"addresses": ()}, "address1": {"addresses": ()}, "address2": {"addresses": ()},
    "profession": {"profession": ""}, "hobbies": {"hobbies": ""},
}  # fmt: skip
_PHONES = ("mobile", "phone")
_LOST = "\ufffd"


class Reader(Protocol):
    """What reads the rows of one file. shows_cells: whether anybody looks at them afterwards."""

    @property
    def shows_cells(self) -> bool: ...

    def person(self, cells: Sequence[str] | Refusal) -> NewCustomer | Refusal:
        """Return whom a row tells of, or why it cannot be taken in."""

    def asked(self, number: int, person: NewCustomer, own: Kept) -> Asked | None:
        """Return by what the person of a row may be found in the file; None where nobody looks.

        own: what is kept of them.
        """


@dataclass(frozen=True, slots=True)
class OwnReader:
    """What every row is read with of a file whose headings are our own. names: of its cells."""

    names: Sequence[str]
    policy: Policy
    stores: Mapping[str, int]
    communes: Communes | None
    today: date
    shows_cells: ClassVar[bool] = False

    def person(self, cells: Sequence[str] | Refusal) -> NewCustomer | Refusal:
        """Return whom a row tells of, or why it cannot be taken in."""
        if isinstance(cells, Refusal):
            return cells
        try:
            told = typed(cells, names=self.names, policy=self.policy, stores=self.stores, today=self.today)
            return check(told, self.policy, today=self.today, communes=self.communes)
        except Refusal as refusal:
            return refusal.with_traceback(None)

    def asked(self, number: int, person: NewCustomer, own: Kept) -> None:
        """Whoever a file of our own tells of is told apart by reference and card alone."""


@dataclass(frozen=True)
class RecipeReader:
    """What every row is read with. headings: as the file has them. shows_cells: as of any reader."""

    recipe: Recipe
    headings: Sequence[str]
    policy: Policy
    stores: Mapping[str, int]
    communes: Communes | None
    today: date
    shows_cells: bool = True

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return columns(self.policy)

    @cached_property
    def _tidied(self) -> list[tuple[int, Callable[[str], str]]]:
        """The columns, by their place among ours, whose cells are made readable first."""
        told: dict[str, Callable[[str], str]] = {
            **dict.fromkeys(_PHONES, import_tidy.phone),
            "birthday": partial(import_tidy.birthday, month_first=bool(self.recipe.month_first)),
            "civility": import_tidy.civility,
        }
        return [(place, told[name]) for place, name in enumerate(self._names) if name in told]

    @cached_property
    def _places(self) -> list[tuple[int, int]]:
        places = self.recipe.places
        return [(ours, places[name]) for ours, name in enumerate(self._names) if name in places]

    @cached_property
    def _blank(self) -> list[str]:
        return [self.recipe.constants.get(name, "") for name in self._names]

    @cached_property
    def _last_first(self) -> bool:
        place = self.recipe.places.get(FULL_NAME)
        return place is not None and fold(self.headings[place]).startswith("nom")

    def raw(self, cells: Sequence[str]) -> dict[str, str]:
        """Return the cells that are read, as the file has them, by our names."""
        return {name: cells[place] for name, place in self.recipe.places.items()}

    def person(self, cells: Sequence[str] | Refusal) -> NewCustomer | Refusal:
        """Return whom a row tells of, or why it cannot be taken in."""
        if isinstance(cells, Refusal):
            return cells
        try:
            told = self._told(self._readable(cells))
            return self._checked(told)
        except Refusal as refusal:
            # What it went through holds the row that holds it: nobody but the garbage collector would let them go.
            return refusal.with_traceback(None)

    def asked(self, number: int, person: NewCustomer, own: Kept) -> Asked | None:
        """Return by what the person of a row may be found in the file, under a key that is the number below zero."""
        return Asked.of(-number, person, own) if self.recipe.mode != UPDATE else None

    def _readable(self, cells: Sequence[str]) -> Sequence[str]:
        """Return the cells with their spoiled accents repaired where that was decided.

        Raises Refusal `text_damaged` for a row of which letters are lost.
        """
        whole = "".join(cells)
        if whole.isascii():
            return cells
        if _LOST in whole and any(_LOST in cells[place] for place in self.recipe.places.values()):
            raise Refusal("text_damaged")
        return [mojibake.repair(cell) for cell in cells] if self.recipe.repair else cells

    def _told(self, cells: Sequence[str]) -> NewCustomer:
        ours = list(self._blank)
        for place, theirs in self._places:
            cell = cells[theirs]
            ours[place] = import_tidy.unquote(cell) if cell.startswith("'") else cell
        for place, tidy in self._tidied:
            if ours[place]:
                ours[place] = tidy(ours[place])
        told = typed(ours, names=self._names, policy=self.policy, stores=self.stores, today=self.today)
        return self._completed(told, cells)

    def _completed(self, told: NewCustomer, cells: Sequence[str]) -> NewCustomer:
        places = self.recipe.places
        if FULL_NAME in places and not told.last_name:
            last, first = import_tidy.whole_name(cells[places[FULL_NAME]], last_first=self._last_first)
            told = replace(told, last_name=last, first_name=told.first_name or first)
        if EMAIL_2 in places and cells[places[EMAIL_2]].strip():
            told = replace(told, emails=(*told.emails, cells[places[EMAIL_2]]))
        return told

    def _checked(self, told: NewCustomer) -> NewCustomer:
        for _ in _DROPPED:
            try:
                return check(told, self.policy, today=self.today, communes=self.communes)
            except Refusal as refusal:
                if self.recipe.split and refusal.code in _TWO:
                    told = self._split(told)
                elif self.recipe.lenient and refusal.field in _DROPPED and not refusal.code.endswith("_required"):
                    told = replace(told, **_DROPPED[refusal.field])
                else:
                    raise
        return check(told, self.policy, today=self.today, communes=self.communes)

    def _split(self, told: NewCustomer) -> NewCustomer:
        region = self.policy.region
        return replace(
            told,
            emails=tuple(_apart(told.emails, normalise_email)),
            mobiles=tuple(_apart(told.mobiles, lambda number: normalise_phone(number, region))),
            phones=tuple(_apart(told.phones, lambda number: normalise_phone(number, region))),
        )


def _apart(values: Sequence[str], read: Callable[[str], object]) -> Iterator[str]:
    """Give each value, both of those that are two."""
    for value in values:
        try:
            read(value)
        except Refusal as refusal:
            if refusal.code in _TWO:
                yield str(refusal.params["first"])
                yield str(refusal.params["second"])
                continue
        yield value
