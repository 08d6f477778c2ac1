"""A customer's file from JSON to the domain's words, and back."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from chaland.accounts.rules import Scope
from chaland.api.parsing import FloatNumber
from chaland.api.people import store_named
from chaland.api.schemas.asked import CustomerChanged, HouseholdAsked
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.stores.models import Store
from chaland.usecases.sales.record_receipts import today_of_network

_PLAIN = (
    "reference", "civility", "last_name", "first_name", "language", "profession", "hobbies", "marital_status",
)  # fmt: skip
_LISTS = ("emails", "mobiles", "phones", "cards")


def changed(known: NewCustomer, asked: CustomerChanged, scope: Scope, now: datetime) -> NewCustomer:
    """Return the file with what is asked for put in; a null empties a value.

    Raises Refusal for a birthday that is none, and as `people.store_named`.
    """
    given = asked.model_fields_set
    values: dict[str, Any] = {name: getattr(asked, name) or "" for name in _PLAIN if name in given}
    values |= {name: tuple(getattr(asked, name) or ()) for name in _LISTS if name in given}
    if "birthday" in given:
        values["birthday"] = _birthday(asked.birthday, now)
    if "addresses" in given:
        values["addresses"] = tuple(Address(**address.model_dump()) for address in asked.addresses or ())
    if "household" in given:
        values |= _household(asked.household)
    if "store" in given:
        values["home_store_id"] = store_named(asked.store, scope)
    if "custom" in given:
        values["custom"] = {**known.custom, **{code: _plain(value) for code, value in (asked.custom or {}).items()}}
    return replace(known, **values)


def _birthday(text: str | None, now: datetime) -> Birthday | None:
    try:
        return Birthday.parse(text or "", today=today_of_network(now))
    except Refusal as refusal:
        raise refusal.about("birthday") from None


def _household(asked: HouseholdAsked | None) -> dict[str, Any]:
    if asked is None:
        return {"household_reference": "", "household_size": None, "children_birth_years": ()}
    return {
        "household_reference": asked.reference,
        "household_size": asked.size,
        "children_birth_years": tuple(asked.children_birth_years),
    }


def _plain(value: Any) -> Any:
    return value.text if isinstance(value, FloatNumber) else value


def as_written(customer_id: int, known: NewCustomer) -> dict[str, Any]:
    """Tell of a customer in the words in which one is written down."""
    home = known.home_store_id
    store = Store.objects.filter(pk=home).values_list("code", flat=True).first() if home else None
    return {
        "id": customer_id,
        **{name: getattr(known, name) for name in _PLAIN},
        "reference": known.reference or None,
        "birthday": _birthday_told(known.birthday),
        **{name: list(getattr(known, name)) for name in _LISTS},
        "addresses": [_address_told(address) for address in known.addresses],
        "store": store,
        "household": {
            "reference": known.household_reference or None,
            "size": known.household_size,
            "children_birth_years": list(known.children_birth_years),
        },
        "custom": dict(known.custom),
    }


def _birthday_told(birthday: Birthday | None) -> str | None:
    if birthday is None:
        return None
    year = f"{birthday.year:04}" if birthday.year else "-"
    return f"{year}-{birthday.month:02}-{birthday.day:02}"


def _address_told(address: Address) -> dict[str, str]:
    return {name: value for name, value in asdict(address).items() if name != "commune"}
