"""Telephone numbers given at a till instead of a card, where the network takes them."""

from collections.abc import Iterable

from chaland.customers.queries import Owner
from chaland.database.lookups import fetch, values_source
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import normalise_phone


def owners_by_phone(numbers: Iterable[str]) -> dict[str, Owner | None]:
    """Return whose telephone each number is, as dialled; None for one of several customers.

    Empty unless the network takes telephone numbers as cards; numbers of nobody are left out.
    """
    asked = list(numbers)
    if not asked:
        return {}
    rows = fetch("SELECT phone_as_card, country FROM stores_network ORDER BY id LIMIT 1", [])
    if not rows or not rows[0][0]:
        return {}
    read = {number: phone for number in asked if (phone := _phone(number, rows[0][1] or "FR"))}
    holders = _holders(set(read.values()))
    return {number: _only(holders[phone]) for number, phone in read.items() if phone in holders}


def _phone(number: str, region: str) -> str | None:
    try:
        return normalise_phone(number, region).e164
    except Refusal:
        return None


def _only(holders: set[int]) -> Owner | None:
    return Owner(next(iter(holders)), None) if len(holders) == 1 else None


def _holders(phones: Iterable[str]) -> dict[str, set[int]]:
    found: dict[str, set[int]] = {}
    wanted = [(phone,) for phone in phones]
    if not wanted:
        return found
    source, parameters = values_source(["text"], wanted)
    rows = fetch(
        f"SELECT p.normalised, COALESCE(c.merged_into_id, c.id) FROM {source} "  # noqa: S608
        "CROSS JOIN customers_contactpoint p JOIN customers_customer c ON c.id = p.customer_id "
        "WHERE p.normalised = v.c0 AND p.kind IN ('mobile', 'phone')",
        parameters,
    )
    for phone, customer_id in rows:
        found.setdefault(phone, set()).add(customer_id)
    return found
