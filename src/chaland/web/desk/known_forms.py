"""What is being typed about somebody new, half of it perhaps, as far as it helps to find them in the file."""

from collections.abc import Mapping
from datetime import date

from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal


def as_typed(typed: Mapping[str, str], today: date) -> NewCustomer:
    """Return a person as typed so far; a birthday that is not understood is none yet."""
    return NewCustomer(
        last_name=typed.get("last_name", ""),
        first_name=typed.get("first_name", ""),
        birthday=_birthday(typed.get("birthday", ""), today),
        mobiles=(typed.get("mobile", ""),),
        phones=(typed.get("phone", ""),),
        emails=(typed.get("email", ""),),
        cards=(typed.get("card", ""),),
        addresses=(Address(postcode=typed.get("postcode", "")),),
    )


def _birthday(text: str, today: date) -> Birthday | None:
    try:
        return Birthday.parse(text, today=today)
    except Refusal:
        return None
