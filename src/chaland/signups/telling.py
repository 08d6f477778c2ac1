"""What a form said of somebody known, written down until they confirm it."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.dates import Birthday


def plain(told: NewCustomer) -> dict[str, Any]:
    """Return what was told, as JSON keeps it; nothing that was left blank."""
    return {name: value for name, value in asdict(told).items() if value}


def read(kept: Mapping[str, Any]) -> NewCustomer:
    """Return what `plain` wrote.

    >>> told = NewCustomer(emails=("claire@example.com",), birthday=Birthday(24, 11, None))
    >>> read(plain(told)) == told
    True
    """
    values: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list | tuple) else value for name, value in kept.items()
    }
    if "birthday" in values:
        values["birthday"] = Birthday(**values["birthday"])
    if "addresses" in values:
        values["addresses"] = tuple(Address(**address) for address in values["addresses"])
    return NewCustomer(**values)
