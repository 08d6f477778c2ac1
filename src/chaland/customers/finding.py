"""Finding a customer by anything they may give: card, phone, e-mail, reference, the beginning of a name.

Each way is a range or a point of an index, so that a file of a million answers as fast as a small one.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import TypeAlias

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from chaland.accounts.rules import Scope
from chaland.customers.models import Card, ContactPoint, Customer
from chaland.customers.street import as_seen, contacts_seen_by, town_seen_by
from chaland.database.fields import MAX_CHARACTER
from chaland.kernel.barcode import normalise_card
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import phone_search_key
from chaland.kernel.text import fold

Customers: TypeAlias = QuerySet[Customer]
Way: TypeAlias = Callable[[str, Scope], Iterator[Customers]]

_LONGEST = 200
# A beginning that so many share is too short to find one person of a store by.
_CANDIDATES = 1000
_SHORTEST_PHONE = 4
_SHOWN = ("reference", "civility", "last_name", "first_name", "postcode", "city")
_TRUNK_PREFIXES = ("+33", "+590", "+594", "+596", "+262")
_NUMBER_SIGNS = frozenset("0123456789+ ().-/\u00a0\u202f")


@dataclass(frozen=True, slots=True)
class Found:
    """A customer found. by: card, email, phone, reference or name, whichever the text matched."""

    customer_id: int
    reference: str
    civility: str
    last_name: str
    first_name: str
    postcode: str
    city: str
    by: str


def visible(scope: Scope) -> QuerySet[Customer]:
    """Return the customers one may see: everybody, or those with figures in the store; nobody who was merged."""
    if scope.store_id is None:
        return Customer.objects.filter(merged_into=None)
    return Customer.objects.filter(figures__store=scope.store_id)


def find(text: str, scope: Scope, limit: int = 20) -> list[Found]:
    """Return the customers a text points at, the surest ways first, names in alphabetical order.

    A card, an e-mail's beginning, a phone's (06 39 finds +33639…), a whole reference, or the beginning of
    "last first" or "first last" without accents. Only customers the scope shows. Empty for a blank text.
    """
    typed = text.strip()[:_LONGEST].replace("\x00", "")
    if not typed:
        return []
    ways = (_by_card, _by_reference, _by_email, _by_phone, _by_name)
    matches = chain.from_iterable(_taken(way, typed, scope, limit) for way in ways)
    return list(islice(_once(matches), limit))


def find_by(way: str, text: str, scope: Scope, limit: int = 20) -> list[Found]:
    """Return the customers found by one way only: card, email, phone, reference or name."""
    typed = text.strip()[:_LONGEST].replace("\x00", "")
    return list(islice(_once(_taken(_WAYS[way], typed, scope, limit)), limit)) if typed else []


def find_named(
    first_name: str, last_name: str, scope: Scope, *, birthday: Birthday | None, postcodes: Collection[str], limit: int
) -> list[tuple[Customer, Found]]:
    """Return customers of just these two names, in whichever order they were typed; none for half a name.

    Only those who share the day and month of birth, or a postcode.
    """
    first, last = fold(first_name), fold(last_name)
    if not (first and last):
        return []
    shared = Q(postcode__in=postcodes) & town_seen_by(scope)
    if birthday:
        shared |= Q(birth_day=birthday.day, birth_month=birthday.month)
    named = Customer.objects.filter(shared, search_name__in={f"{last} {first}", f"{first} {last}"})
    # Their keys first: joined in one statement, the planner may walk a whole store's figures instead.
    owners = list(named.filter(merged_into=None).order_by().values_list("pk", flat=True)[:_CANDIDATES])
    seen = list(visible(scope).filter(pk__in=owners).order_by("pk")[:limit])
    return list(zip(seen, told(seen, "name", scope), strict=True))


def _once(matches: Iterator[Found]) -> Iterator[Found]:
    seen: set[int] = set()
    for found in matches:
        if found.customer_id not in seen:
            seen.add(found.customer_id)
            yield found


def _taken(way: Way, typed: str, scope: Scope, limit: int) -> Iterator[Found]:
    by = way.__name__.removeprefix("_by_")
    for customers in way(typed, scope):
        yield from told(customers.only(*_SHOWN)[:limit], by, scope)


def told(customers: Iterable[Customer], by: str, scope: Scope) -> list[Found]:
    """Return what is shown of customers who were found, and by what."""
    return [
        Found(one.pk, one.reference or "", one.civility, one.last_name, one.first_name, one.postcode, one.city, by)
        for one in as_seen(list(customers), scope)
    ]


def _by_card(typed: str, scope: Scope) -> Iterator[Customers]:
    try:
        number = normalise_card(typed)
    except Refusal:
        return
    # A point in the index of cards first: the customers are then known by their keys.
    owners = list(Card.objects.filter(number=number).values_list("customer_id", flat=True))
    if owners:
        yield visible(scope).filter(pk__in=owners)


def _by_reference(typed: str, scope: Scope) -> Iterator[Customers]:
    # Who was merged is found as who they were merged into.
    owners = list(Customer.objects.filter(reference=typed).values_list(Coalesce("merged_into", "pk"), flat=True))
    if owners:
        yield visible(scope).filter(pk__in=owners)


def _by_email(typed: str, scope: Scope) -> Iterator[Customers]:
    if "@" in typed:
        yield _contact(scope, typed.lower(), (ContactPoint.Kind.EMAIL,))


def _by_phone(typed: str, scope: Scope) -> Iterator[Customers]:
    key = phone_search_key(typed)
    if len(key) < _SHORTEST_PHONE or not set(typed) <= _NUMBER_SIGNS:
        return
    international = typed.startswith(("+", "00"))
    foreign = (f"+{''.join(filter(str.isdigit, typed)).removeprefix('00')}",) if international else ()
    for start in dict.fromkeys((*(f"{prefix}{key}" for prefix in _TRUNK_PREFIXES), *foreign)):
        yield _contact(scope, start, (ContactPoint.Kind.MOBILE, ContactPoint.Kind.PHONE))


def _contact(scope: Scope, start: str, kinds: tuple[str, ...]) -> Customers:
    points = (
        contacts_seen_by(scope)
        .filter(normalised__gte=start, normalised__lt=start + MAX_CHARACTER, kind__in=kinds)
        .order_by("normalised")
    )
    # Their keys first: joined in one statement, the planner may walk a whole store's figures instead.
    owners = list(points.values_list("customer_id", flat=True)[:_CANDIDATES])
    return visible(scope).filter(pk__in=owners).order_by("search_name")


def _by_name(typed: str, scope: Scope) -> Iterator[Customers]:
    start = fold(typed)
    if start:
        for column in ("search_name", "search_given"):
            within = {f"{column}__gte": start, f"{column}__lt": start + MAX_CHARACTER}
            yield visible(scope).filter(**within).order_by(column)


_WAYS: dict[str, Way] = {
    way.__name__.removeprefix("_by_"): way for way in (_by_card, _by_reference, _by_email, _by_phone, _by_name)
}
