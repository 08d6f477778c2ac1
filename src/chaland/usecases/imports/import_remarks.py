"""What a check tells of a row that is taken in: what was repaired on the way, and what somebody should look at."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from chaland.customers.rules import NewCustomer
from chaland.kernel.email import is_disposable, is_role_address, suggest_email
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import format_phone, is_placeholder
from chaland.kernel.text import fold

FIXED, DROPPED = "import_fixed", "import_dropped"
_MAJORITY_OF_CONSENT = 15
_NEVER_TOLD = frozenset({"civility", "country", "full_name", "language", "store"})


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing worth telling. code: of a sentence. raw: the cell as the file has it; understood: as it is kept.

    params: what else the sentence says.
    """

    code: str
    column: str
    raw: str = ""
    understood: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)

    def as_refusal(self) -> Refusal:
        """Return what `sentence` puts into words."""
        return Refusal(self.code, raw=self.raw, understood=self.understood, **self.params)


def understood(name: str, person: NewCustomer, raw: str) -> str:
    """Return what a cell has become, as people write it; the cell itself where nothing is made of it."""
    if name in _OWN:
        return str(getattr(person, name))
    if name in _OF_ADDRESS:
        return str(getattr(person.addresses[0], name)) if person.addresses else ""
    written = _WRITTEN.get(name)
    return written(person) if written else raw


def _number(numbers: tuple[str, ...]) -> str:
    return format_phone(numbers[0]) if numbers else ""


_OWN = frozenset({"civility", "first_name", "last_name", "reference", "language", "profession", "hobbies"})
_OF_ADDRESS = frozenset({"address1", "address2", "postcode", "city", "country"})
_WRITTEN: Mapping[str, Callable[[NewCustomer], str]] = {
    "email": lambda person: person.emails[0] if person.emails else "",
    "email_2": lambda person: person.emails[1] if len(person.emails) > 1 else "",
    "mobile": lambda person: _number((*person.mobiles, *person.phones)),
    "phone": lambda person: _number((*person.phones, *person.mobiles)),
    "card": lambda person: person.cards[0] if person.cards else "",
    "birthday": lambda person: person.birthday.format("fr") if person.birthday else "",
    "full_name": lambda person: f"{person.last_name} · {person.first_name}",
}


def remarks(raw: Mapping[str, str], person: NewCustomer, *, today: date) -> Iterator[Remark]:
    """Give what is worth telling of a row that can be taken in."""
    for name, cell in raw.items():
        told = understood(name, person, cell)
        if told != cell and (typed := cell.strip()) and not _as_written(name, typed, told):
            yield Remark(FIXED if told else DROPPED, name, typed[:80], told)
    yield from _warnings(raw, person, today)


def _as_written(name: str, typed: str, told: str) -> bool:
    """Tell whether a cell says what is kept, but for spaces, capitals and the marks between figures."""
    if name in _NEVER_TOLD:
        return True
    if name in ("mobile", "phone"):
        return _figures(typed) == _figures(told)
    if name == "birthday":
        return typed.replace("-", "/").replace(".", "/") in (told, "/".join(reversed(told.split("/"))))
    if name == "email":
        return typed.lower() == told
    return fold(typed) == fold(told) and typed.isprintable()


def _figures(text: str) -> str:
    """Return a number's figures and letters, the same for 0033…, +33… and 0…, so that only repairs differ."""
    bare = "".join(filter(str.isalnum, text))
    return (
        re.sub("^(?:0033|33(?=[1-9][0-9]{8}$))", "0", bare)
        if not text.startswith("0") or bare.startswith("00")
        else bare
    )


def _warnings(raw: Mapping[str, str], person: NewCustomer, today: date) -> Iterator[Remark]:
    for address in person.emails:
        if meant := suggest_email(address):
            yield Remark("import_email_suggested", "email", address, meant)
        if is_disposable(address):
            yield Remark("import_email_disposable", "email", address)
        if is_role_address(address):
            yield Remark("import_email_role", "email", address)
    for number in (*person.mobiles, *person.phones):
        if is_placeholder(number):
            yield Remark("import_phone_placeholder", "mobile", format_phone(number))
        if number.startswith(("+3371", "+3372")):
            yield Remark("import_phone_not_opened", "mobile", format_phone(number))
    if raw.get("mobile", "").strip() and not person.mobiles and person.phones:
        yield Remark("import_landline_in_mobile", "mobile", raw["mobile"].strip(), format_phone(person.phones[0]))
    if person.birthday and (age := person.birthday.age_on(today)) is not None and age < _MAJORITY_OF_CONSENT:
        yield Remark("import_under_fifteen", "birthday", person.birthday.format("fr"))
