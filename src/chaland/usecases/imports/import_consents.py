"""Consents that come with a file: only what was mapped, with its day and its source; and who must not come back."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from chaland.customers.rules import NewCustomer
from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold
from chaland.privacy import erasures, ledger, queries, services
from chaland.privacy.rules import Act, NewConsent, Proof
from chaland.usecases.imports.import_recipe import ANY_VALUE, ConsentColumn, Recipe

_REACHED_BY = {"email": "emails", "sms": "mobiles", "phone": "mobiles", "post": "addresses"}
_KEPT_AS = {"email": "email", "sms": "phone", "phone": "phone"}


@dataclass(slots=True)
class Consents:
    """What the rows of a batch agree to. undated: yeses without a day or a source, which are none."""

    recipe: Recipe
    now: datetime
    run_id: int | None
    given: list[NewConsent] = field(default_factory=list)
    undated: int = 0
    objected: int = 0

    def read(self, customer_id: int, person: NewCustomer, cells: Sequence[str]) -> None:
        """Take the consents of one row, whose customer is known by now."""
        for column in self.recipe.consents:
            if not says_yes(column, cells[column.place]):
                continue
            given_at = self._given_at(column, cells)
            if given_at is None or not column.source:
                self.undated += 1
            elif getattr(person, _REACHED_BY[column.channel]):
                proof = Proof(f"import:{self.run_id or 0}", "file", reference=column.source[:200])
                address = _address(column, person)
                self.given.append(
                    NewConsent(customer_id, column.purpose, column.channel, Act.GRANTED, proof, None, address, given_at)
                )

    def _given_at(self, column: ConsentColumn, cells: Sequence[str]) -> datetime | None:
        told = column.given_on if column.day_place is None else cells[column.day_place].strip()
        try:
            given_on = parse_day(told.partition("T")[0].partition(" ")[0])
        except Refusal:
            return None
        return None if given_on > self.now.date() else _noon(given_on)

    def write(self, *, dry_run: bool = False) -> int:
        """Write the consents of the batch, without those of addresses on the objection list; returns how many."""
        kept = list(self._new(list(self._unobjected())))
        if kept and not dry_run:
            services.record_many(kept, now=self.now)
        return len(kept)

    def _new(self, given: Sequence[NewConsent]) -> Iterator[NewConsent]:
        """Give those that say more than what is known: the same file twice writes nothing twice."""
        held = ledger.current_states([one.customer_id for one in given]) if given else {}
        for one in given:
            now = held.get((one.customer_id, one.purpose, one.channel, one.merchant_id))
            if not (now and now.state == "granted" and one.given_at and now.since >= one.given_at):
                yield one

    def _unobjected(self) -> Iterator[NewConsent]:
        no = {
            (kind, address)
            for kind in ("email", "phone")
            for address in _objected(kind, [one.address for one in self.given if _KEPT_AS.get(one.channel) == kind])
        }
        for one in self.given:
            if (_KEPT_AS.get(one.channel, ""), one.address) in no:
                self.objected += 1
            else:
                yield one


def _objected(kind: str, addresses: Sequence[str]) -> set[str]:
    return queries.objected(kind, addresses) if addresses else set()


def _address(column: ConsentColumn, person: NewCustomer) -> str:
    """Return the contact point that may be used; a letter goes to whatever the person's address is."""
    first = getattr(person, _REACHED_BY[column.channel])[0]
    return first if isinstance(first, str) else ""


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), UTC)


def says_yes(column: ConsentColumn, cell: str) -> bool:
    """Tell whether a cell is one of the values that were decided to mean yes; all others mean no."""
    return bool(cell.strip()) if column.yes == (ANY_VALUE,) else fold(cell) in column.yes


def erased_among(people: Iterable[NewCustomer]) -> set[tuple[str, str]]:
    """Return by which references, cards, addresses and numbers of these people somebody was erased.

    Nobody is erased from then on until the transaction ends.
    """
    erasures.hold_back()
    return erasures.known_as_erased(value for person in people for value in names_of(person))


def names_of(person: NewCustomer) -> Iterator[tuple[str, str]]:
    """Give everything by which an erased customer would be known again."""
    yield from (("reference", value) for value in [person.reference] if value)
    yield from (("card", number) for number in person.cards)
    yield from (("email", address) for address in person.emails)
    yield from (("phone", number) for number in (*person.mobiles, *person.phones))
