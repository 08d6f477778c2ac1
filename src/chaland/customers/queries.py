"""Reads of who the customers are: by number, by name, as one writes them down."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any, Literal, NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models.functions import Coalesce

from chaland.accounts.rules import Scope
from chaland.customers.custom import CustomRule
from chaland.customers.finding import Found, find, find_by, visible
from chaland.customers.models import Card, ContactPoint, Customer, CustomField, FieldPolicy, SavedView, SentForm
from chaland.customers.rules import Address, NewCustomer, Policy
from chaland.customers.street import contacts_seen_by
from chaland.database.lookups import fetch, values_source
from chaland.kernel.dates import Birthday
from chaland.kernel.errors import NotFound
from chaland.kernel.postcode import Communes
from chaland.stores.queries import the_network

__all__ = [
    "Found", "as_known", "birthday_of", "communes", "contact_points", "custom_rules", "find", "find_by", "ids_by_card",
    "ids_by_reference", "is_visible", "lost_card", "opened_by_form", "owners_by_card", "owners_by_reference", "policy",
    "purposes", "saved_views", "visible",
]  # fmt: skip


def policy() -> Policy:
    """Return what the network asks of its customers today."""
    requirements = dict(FieldPolicy.objects.values_list("field", "requirement"))
    return Policy(requirements, tuple(custom_rules()), the_network().country or "FR")


def custom_rules() -> Iterator[CustomRule]:
    """Return the network's own fields in their order, those that are off included."""
    for field in CustomField.objects.order_by("position", "pk"):
        yield CustomRule(
            field.code, field.label, field.kind, tuple(map(str, field.choices)), field.requirement, field.purpose
        )


def purposes() -> dict[str, str]:
    """Return, by standard field, why the network asks for it; only the fields where it says so."""
    return dict(FieldPolicy.objects.exclude(purpose="").values_list("field", "purpose"))


@cache
def communes() -> Communes | None:
    """Return the communes written at set-up, read once; None where there are none."""
    path = Path(settings.COMMUNES_FILE)
    return Communes(path) if path.exists() else None


class Owner(NamedTuple):
    """Whom a reference or a card names. original_id: themselves, where they were merged into the customer."""

    customer_id: int
    original_id: int | None


def ids_by_reference(references: Iterable[str]) -> dict[str, int]:
    """Return the customers of these outside references; unknown ones are left out."""
    return {reference: owner.customer_id for reference, owner in owners_by_reference(references).items()}


def ids_by_card(numbers: Iterable[str]) -> dict[str, int]:
    """Return the customers of these card numbers, as `normalise_card` writes them, lost cards included."""
    return {number: owner.customer_id for number, owner in owners_by_card(numbers).items()}


def lost_card(number: str) -> Literal["lost", "replaced"] | None:
    """Return why a card should no longer be shown at a till, None for one in use and for an unknown one."""
    rows = fetch("SELECT status FROM customers_card WHERE number = %s AND status <> 'active'", [number])
    return rows[0][0] if rows else None


def owners_by_reference(references: Iterable[str]) -> dict[str, Owner]:
    """As `ids_by_reference`, also telling who was merged into whom."""
    head = "COALESCE(t.merged_into_id, t.id), CASE WHEN t.merged_into_id IS NOT NULL THEN t.id END"
    return _owners("customers_customer", "reference", head, references)


def owners_by_card(numbers: Iterable[str]) -> dict[str, Owner]:
    """As `ids_by_card`, also telling who was merged into whom."""
    return _owners("customers_card", "number", "t.customer_id, t.original_customer_id", numbers)


def _owners(table: str, name: str, owner: str, wanted: Iterable[str]) -> dict[str, Owner]:
    texts = [(text,) for text in dict.fromkeys(wanted)]
    if not texts:
        return {}
    source, parameters = values_source(["text"], texts)
    sql = f"SELECT t.{name}, {owner} FROM {source} CROSS JOIN {table} t WHERE t.{name} = v.c0"  # noqa: S608
    return {text: Owner(customer_id, original_id) for text, customer_id, original_id in fetch(sql, parameters)}


def in_chunks(values: Sequence[Any], size: int) -> Iterator[Sequence[Any]]:
    return (values[start : start + size] for start in range(0, len(values), size))


def is_visible(customer_id: int, scope: Scope) -> bool:
    """Tell whether the customer exists and is known to the store one looks at."""
    return visible(scope).filter(pk=customer_id).exists()


def contact_points(customer_id: int, scope: Scope) -> list[ContactPoint]:
    """Return every way to reach a customer that a scope sees, the main one of each kind first."""
    return list(contacts_seen_by(scope).filter(customer_id=customer_id).order_by("kind", "-is_main", "pk"))


def as_known(customer_id: int, scope: Scope) -> NewCustomer:
    """Return a customer the way one writes them down, with the contact points that a scope sees.

    Raises NotFound `customer_unknown`.
    """
    customer = Customer.objects.select_related("household").filter(pk=customer_id).first()
    if customer is None:
        raise NotFound("customer_unknown")
    cards = Card.objects.filter(customer_id=customer_id).order_by("pk").values_list("number", flat=True)
    return written_down(customer, contact_points(customer_id, scope), list(cards))


def written_down(customer: Customer, points: Sequence[ContactPoint], cards: Sequence[str]) -> NewCustomer:
    """Return a customer the way one writes them down, of their row, their contact points and their cards."""
    household = customer.household
    return NewCustomer(
        reference=customer.reference or "",
        civility=customer.civility,
        last_name=customer.last_name,
        first_name=customer.first_name,
        birthday=birthday_of(customer.birth_day, customer.birth_month, customer.birth_year),
        language=customer.language,
        profession=customer.profession,
        hobbies=customer.hobbies,
        marital_status=customer.marital_status,
        emails=_values(points, ContactPoint.Kind.EMAIL),
        mobiles=_values(points, ContactPoint.Kind.MOBILE),
        phones=_values(points, ContactPoint.Kind.PHONE),
        addresses=tuple(map(_address, _of_kind(points, ContactPoint.Kind.ADDRESS))),
        cards=tuple(cards),
        home_store_id=customer.home_store_id,
        home_seller_id=customer.home_seller_id,
        household_reference=(household.reference or "") if household else "",
        household_size=household.size if household else None,
        children_birth_years=tuple(household.children_birth_years) if household else (),
        custom=dict(customer.custom),
    )


def birthday_of(day: int | None, month: int | None, year: int | None) -> Birthday | None:
    return Birthday(day, month, year) if day and month else None


def _of_kind(points: Iterable[ContactPoint], kind: str) -> Iterator[ContactPoint]:
    return (point for point in points if point.kind == kind)


def _values(points: Iterable[ContactPoint], kind: str) -> tuple[str, ...]:
    return tuple(point.value for point in _of_kind(points, kind))


def _address(point: ContactPoint) -> Address:
    return Address(point.address1, point.address2, point.postcode, point.city, point.country, point.commune)


def opened_by_form(key: UUID) -> int | None:
    """Return the customer whose file a form opened, None for a form not yet sent."""
    opened = SentForm.objects.filter(pk=key)
    return opened.values_list(Coalesce("customer__merged_into", "customer"), flat=True).first()


def saved_views(user_id: int) -> list[SavedView]:
    """Return the views a user saved, and those of everybody, in the order they were made."""
    everybody = SavedView.objects.filter(user__isnull=True)
    return list((SavedView.objects.filter(user_id=user_id) | everybody).order_by("position", "pk"))
