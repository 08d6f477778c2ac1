"""One row of a file of customers read into what a person would have told at a desk."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from chaland.customers.custom import CustomRule
from chaland.customers.rules import Address, NewCustomer, Policy
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import NotFound, Refusal
from chaland.usecases.imports.import_cells import about

STANDARD = (
    "reference", "civility", "first_name", "last_name", "email", "mobile", "phone", "address1", "address2", "postcode",
    "city", "country", "birthday", "card", "language", "profession", "hobbies", "marital_status", "household",
    "household_size", "children", "store",
)  # fmt: skip
NAMES_A_PERSON = ("reference", "first_name", "last_name", "email", "mobile", "phone", "card")
_YEARS = re.compile(r"[\s,;/]+")


def columns(policy: Policy) -> tuple[str, ...]:
    """Return the columns a file may have: the standard ones, then the network's own fields by their codes."""
    return (*STANDARD, *(name for rule in policy.custom if (name := _column(rule)) not in STANDARD))


def _column(rule: CustomRule) -> str:
    return rule.code.replace("-", "_").lower()


def typed(
    cells: Sequence[str], *, names: Sequence[str], policy: Policy, stores: Mapping[str, int], today: date
) -> NewCustomer:
    """Return what a row says in the columns `names`, still to be checked.

    Raises Refusal for what cannot even be written down: a birthday, a number of people, a store.
    """
    cell = dict(zip(names, cells, strict=True))
    place = (cell["address1"], cell["address2"], cell["postcode"], cell["city"])
    return NewCustomer(
        reference=cell["reference"],
        civility=cell["civility"],
        last_name=cell["last_name"],
        first_name=cell["first_name"],
        birthday=_birthday(cell["birthday"], today),
        language=cell["language"],
        profession=cell["profession"],
        hobbies=cell["hobbies"],
        marital_status=cell["marital_status"],
        emails=_one(cell["email"]),
        mobiles=_one(cell["mobile"]),
        phones=_one(cell["phone"]),
        addresses=(Address(*place, cell["country"]),) if any(place) else (),
        cards=_one(cell["card"]),
        home_store_id=_store(cell["store"].strip(), stores),
        household_reference=cell["household"],
        household_size=_number("household_size", cell["household_size"]),
        children_birth_years=_years(cell["children"]),
        custom=_custom(cell, policy) if policy.custom else {},
    )


# Birthdays come back: there are some thirty thousand days in all.
@lru_cache(maxsize=20_000)
def _birthday(cell: str, today: date) -> Birthday | None:
    return about("birthday", Birthday.parse, cell, today=today)


def _custom(cell: Mapping[str, str], policy: Policy) -> dict[str, str]:
    told = {rule.code: cell.get(_column(rule), "") for rule in policy.custom if _column(rule) not in STANDARD}
    return {code: value for code, value in told.items() if value.strip()}


def _one(cell: str) -> tuple[str, ...]:
    return (cell,) if cell.strip() else ()


def _years(cell: str) -> tuple[int, ...]:
    return tuple(filter(None, (_number("children", one) for one in _YEARS.split(cell)))) if cell else ()


def _number(column: str, cell: str) -> int | None:
    digits = cell.strip()
    if digits and not (digits.isascii() and digits.isdigit() and len(digits) <= 4):  # noqa: PLR2004 - a year has four
        raise Refusal("number_not_understood", field=column, text=digits[:60])
    return int(digits) if digits else None


def _store(code: str, stores: Mapping[str, int]) -> int | None:
    if code and code not in stores:
        raise NotFound("store_code_unknown", field="store", store=code)
    return stores[code] if code else None
