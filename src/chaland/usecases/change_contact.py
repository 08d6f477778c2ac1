"""A way to reach a customer is added, corrected, chosen as the main one, marked as no longer good, or removed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.customers import queries, services
from chaland.customers.models import ContactPoint
from chaland.customers.rules import Address, NewCustomer
from chaland.kernel.errors import NotFound
from chaland.usecases.open_customer import open_customer
from chaland.usecases.update_customer import update_customer

_ATTRIBUTES = {"email": "emails", "mobile": "mobiles", "phone": "phones", "address": "addresses"}


def read_contact(customer_id: int, point_id: int, *, scope: Scope) -> ContactPoint:
    """Return one contact point. Raises NotFound `customer_unknown` or `contact_unknown`."""
    open_customer(customer_id, scope)
    point = ContactPoint.objects.filter(pk=point_id, customer_id=customer_id).first()
    if point is None:
        raise NotFound("contact_unknown")
    return point


@transaction.atomic
def add_contact(customer_id: int, kind: str, value: str | Address, *, scope: Scope, now: datetime) -> None:
    """Add a contact point after those of its kind; the first of a kind is the main one.

    Raises NotFound `customer_unknown`, and Refusal as `customers.rules.check`.
    """
    open_customer(customer_id, scope)
    known = queries.as_known(customer_id)
    update_customer(customer_id, _with(known, kind, [*_of(known, kind), value]), scope=scope, now=now)


@transaction.atomic
def correct_contact(customer_id: int, point_id: int, value: str | Address, *, scope: Scope, now: datetime) -> None:
    """Write a contact point anew, in its place. Raises as `add_contact`, and NotFound `contact_unknown`."""
    point, known, place = _found(customer_id, point_id, scope)
    values = _of(known, point.kind)
    values[place] = value
    update_customer(customer_id, _with(known, point.kind, values), scope=scope, now=now)


@transaction.atomic
def make_contact_main(customer_id: int, point_id: int, *, scope: Scope, now: datetime) -> None:
    """Use this one first among its kind. Raises as `correct_contact`."""
    point, known, place = _found(customer_id, point_id, scope)
    values = _of(known, point.kind)
    values.insert(0, values.pop(place))
    update_customer(customer_id, _with(known, point.kind, values), scope=scope, now=now)


@transaction.atomic
def remove_contact(customer_id: int, point_id: int, *, scope: Scope, now: datetime) -> None:
    """Forget a contact point. Raises as `correct_contact`: the last of a compulsory kind stays."""
    point, known, place = _found(customer_id, point_id, scope)
    values = _of(known, point.kind)
    del values[place]
    update_customer(customer_id, _with(known, point.kind, values), scope=scope, now=now)


@transaction.atomic
def set_contact_status(customer_id: int, point_id: int, status: str, *, scope: Scope) -> None:
    """Note whether it still reaches the person. Raises NotFound `customer_unknown` or `contact_unknown`."""
    read_contact(customer_id, point_id, scope=scope)
    services.set_contact_status(point_id, status)


def _found(customer_id: int, point_id: int, scope: Scope) -> tuple[ContactPoint, NewCustomer, int]:
    """Return the point, the customer as known, and the point's place among its kind."""
    point = read_contact(customer_id, point_id, scope=scope)
    same_kind = [one.pk for one in queries.contact_points(customer_id) if one.kind == point.kind]
    return point, queries.as_known(customer_id), same_kind.index(point.pk)


def _of(known: NewCustomer, kind: str) -> list[str | Address]:
    values: Sequence[str | Address] = getattr(known, _ATTRIBUTES[kind])
    return list(values)


def _with(known: NewCustomer, kind: str, values: Sequence[str | Address]) -> NewCustomer:
    told: dict[str, Any] = {_ATTRIBUTES[kind]: tuple(values)}
    return replace(known, **told)
