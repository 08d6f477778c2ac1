"""A way to reach a customer is added, corrected, chosen as the main one, marked as no longer good, or removed."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeAlias

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries, services
from chaland.customers.models import ContactPoint, Customer
from chaland.customers.rules import OFF, Address, NewCustomer
from chaland.customers.street import contacts_seen_by
from chaland.kernel.errors import NotFound
from chaland.usecases.customers.correct_customer import correct_customer
from chaland.usecases.customers.open_customer import open_customer
from chaland.warehouse import outbox

Value: TypeAlias = str | Address

_ATTRIBUTES = {"email": "emails", "mobile": "mobiles", "phone": "phones", "address": "addresses"}


def read_contact(customer_id: int, point_id: int, *, scope: Scope) -> ContactPoint:
    """Return one contact point. Raises NotFound `customer_unknown` or `contact_unknown`."""
    open_customer(customer_id, scope)
    point = contacts_seen_by(scope).filter(pk=point_id, customer_id=customer_id).first()
    if point is None:
        raise NotFound("contact_unknown")
    return point


def add_contact(customer_id: int, kind: str, value: Value, *, scope: Scope, now: datetime) -> None:
    """Add a contact point after those of its kind; the first of a kind is the main one.

    Raises NotFound `customer_unknown`, and Refusal as `customers.rules.check`.
    """

    def change(known: NewCustomer) -> NewCustomer:
        return _with(known, kind, [*_of(known, kind), value])

    correct_customer(customer_id, change, scope=scope, now=now)


def correct_contact(customer_id: int, point_id: int, value: Value, *, scope: Scope, now: datetime) -> None:
    """Write a contact point anew, in its place. Raises as `add_contact`, and NotFound `contact_unknown`."""

    def change(values: list[Value], place: int) -> None:
        values[place] = value

    _change_one(customer_id, point_id, change, scope=scope, now=now)


def make_contact_main(customer_id: int, point_id: int, *, scope: Scope, now: datetime) -> None:
    """Use this one first among its kind. Raises as `correct_contact`."""

    def change(values: list[Value], place: int) -> None:
        values.insert(0, values.pop(place))

    _change_one(customer_id, point_id, change, scope=scope, now=now)


def remove_contact(customer_id: int, point_id: int, *, scope: Scope, now: datetime) -> None:
    """Forget a contact point. Raises as `correct_contact`: the last of a compulsory kind stays.

    One of a kind that is no longer asked for goes too, though such a kind cannot be corrected.
    """

    def change(values: list[Value], place: int) -> None:
        del values[place]

    point = read_contact(customer_id, point_id, scope=scope)
    if queries.policy().requirement(point.kind) == OFF:
        _forget_unasked(point, now)
    else:
        _change_one(customer_id, point_id, change, scope=scope, now=now)


@transaction.atomic
def _forget_unasked(point: ContactPoint, now: datetime) -> None:
    point.delete()
    place = {"postcode": "", "city": "", "search_city": "", "commune": ""} if point.kind == "address" else {}
    Customer.objects.filter(pk=point.customer_id).update(updated_at=now, **place)
    outbox.changed("customer", [point.customer_id])


@transaction.atomic
def set_contact_status(customer_id: int, point_id: int, status: str, *, scope: Scope) -> None:
    """Note whether it still reaches the person. Raises NotFound `customer_unknown` or `contact_unknown`."""
    read_contact(customer_id, point_id, scope=scope)
    services.set_contact_status(point_id, status)


def _change_one(
    customer_id: int, point_id: int, change: Callable[[list[Value], int], None], *, scope: Scope, now: datetime
) -> None:
    """Change the list of the values of a point's kind, given its place there."""

    def changed(known: NewCustomer) -> NewCustomer:
        point = read_contact(customer_id, point_id, scope=scope)
        same_kind = [one.pk for one in queries.contact_points(customer_id, scope) if one.kind == point.kind]
        values = _of(known, point.kind)
        change(values, same_kind.index(point.pk))
        return _with(known, point.kind, values)

    correct_customer(customer_id, changed, scope=scope, now=now)


def _of(known: NewCustomer, kind: str) -> list[Value]:
    values: Sequence[Value] = getattr(known, _ATTRIBUTES[kind])
    return list(values)


def _with(known: NewCustomer, kind: str, values: Sequence[Value]) -> NewCustomer:
    told: dict[str, Any] = {_ATTRIBUTES[kind]: tuple(values)}
    return replace(known, **told)
