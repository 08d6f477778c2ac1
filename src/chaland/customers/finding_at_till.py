"""Finding a customer by what people say at a till: the end of a telephone number, a name and a postcode."""

import re
from collections.abc import Sequence

from chaland.accounts.rules import Scope
from chaland.customers.finding import Found, find, find_by, told, visible
from chaland.customers.street import contacts_seen_by, town_seen_by, walled_merchant
from chaland.database.bare import on_sqlite
from chaland.database.fields import MAX_CHARACTER
from chaland.database.lookups import fetch
from chaland.kernel.text import fold

MOST_SHOWN = 8
SHORTEST_END = 4
_CANDIDATES = 1000
_LONGEST = 100
_DIGITS = re.compile(r"[0-9]{4,9}")
_NAME_AND_POSTCODE = re.compile(r"(?P<name>.*\D)\s+(?P<postcode>[0-9]{2,5})")


def find_at_till(text: str, scope: Scope) -> Sequence[Found]:
    """Return at most eight customers that a text points at.

    A card opens whoever holds it, of whichever store: it is in their hand. Otherwise only customers the scope shows:
    the last four to nine digits of a telephone, the beginning of a name followed by the beginning of a postcode, or
    what the desk finds by.
    """
    typed = text.strip()[:_LONGEST].replace("\x00", "")
    if holder := find_by("card", typed, Scope(), 1):
        return holder
    digits = re.sub(r"[\s.-]", "", typed)
    if _DIGITS.fullmatch(digits) and (ends := _by_phone_end(digits, scope)):
        return ends
    if named := _NAME_AND_POSTCODE.fullmatch(typed):
        return _by_name_and_postcode(named["name"], named["postcode"], scope)
    return find(typed, scope, MOST_SHOWN)


def _by_phone_end(digits: str, scope: Scope) -> Sequence[Found]:
    # Written as the index is: an expression with parameters would not be recognised.
    end = "SUBSTR(normalised, 4 * -1, 4)" if on_sqlite() else "RIGHT(normalised, 4)"
    rows = fetch(
        f"SELECT customer_id, normalised FROM customers_contactpoint WHERE {end} = %s "  # noqa: S608
        "AND kind IN ('mobile', 'phone') LIMIT %s",
        [digits[-SHORTEST_END:], _CANDIDATES],
    )
    ends = {(owner, number) for owner, number in rows if number.endswith(digits.lstrip("0") or digits)}
    if ends and walled_merchant(scope) is not None:
        seen = contacts_seen_by(scope).filter(customer__in=[owner for owner, _ in ends])
        ends &= set(seen.values_list("customer_id", "normalised"))
    owners = [owner for owner, _ in ends]
    return told(visible(scope).filter(pk__in=owners).order_by("search_name")[:MOST_SHOWN], "phone", scope)


def _by_name_and_postcode(name: str, postcode: str, scope: Scope) -> Sequence[Found]:
    start = fold(name)
    if not start:
        return []
    found: dict[int, Found] = {}
    for column in ("search_name", "search_given"):
        within = {f"{column}__gte": start, f"{column}__lt": start + MAX_CHARACTER, "postcode__startswith": postcode}
        seen = visible(scope).filter(town_seen_by(scope), **within).order_by(column)[:MOST_SHOWN]
        found |= {one.customer_id: one for one in told(seen, "name", scope) if one.customer_id not in found}
    return list(found.values())[:MOST_SHOWN]
