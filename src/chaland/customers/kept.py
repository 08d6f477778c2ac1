"""What is kept of somebody, as values of rows. No table is known here: a process without any reads files."""

import json
from collections.abc import Iterator
from typing import Any, TypeAlias

from chaland.customers.rules import Address, NewCustomer, distinct_addresses, search_names
from chaland.kernel.text import fold

Values: TypeAlias = tuple[Any, ...]
Kept: TypeAlias = tuple[Values, Values, tuple[Values, ...]]
"""A customer's own columns before the household and after it, then each contact point's, without keys and moments."""

_NOWHERE = Address()


def kept(new: NewCustomer) -> Kept:
    """Return what is kept of somebody whom `rules.check` let through."""
    return _before(new), _after(new), tuple(points(new))


def _before(new: NewCustomer) -> Values:
    birthday = new.birthday
    return (
        new.reference or None,
        new.civility,
        new.first_name,
        new.last_name,
        birthday and birthday.day,
        birthday and birthday.month,
        birthday and birthday.year,
        new.language,
        new.profession,
        new.hobbies,
        new.marital_status,
    )


def _after(new: NewCustomer) -> Values:
    home = new.addresses[0] if new.addresses else _NOWHERE
    return (
        new.home_store_id,
        new.home_seller_id,
        home.postcode,
        home.city,
        fold(home.city),
        home.commune,
        json.dumps(new.custom) if new.custom else "{}",
        *search_names(new.first_name, new.last_name, new.reference),
    )


def points(new: NewCustomer) -> Iterator[Values]:
    """Give the contact points, the first of each kind being the main one."""
    for kind, values in (("email", new.emails), ("mobile", new.mobiles), ("phone", new.phones)):
        for place, value in enumerate(values):
            yield (kind, value, value, "valid", place == 0, "", "", "", "", "", "")
    for place, (key, address) in enumerate(distinct_addresses(new.addresses).items()):
        details = (address.address1, address.address2, address.postcode, address.city, address.commune, address.country)
        yield ("address", address.line[:320], key, "valid", place == 0, *details)
