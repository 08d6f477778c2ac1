"""The wall between the merchants of a street: whose contact details somebody sees.

A file's contact points, and the town that follows from them, are kept by the merchant of its store of reference.
Another merchant sees one of them only while the person agrees to share it with the street, on a channel that it serves;
which store and seller those of reference are it is never told.
The network sees everything, and one merchant alone has no wall. See ADR 0026.
"""

from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.customers.models import ContactPoint, Customer
from chaland.database.lookups import fetch
from chaland.kernel.errors import Refusal
from chaland.stores.models import Store

SHARE = "share-with-street"
"""The purpose by which a person lets every merchant of the street reach them."""
SHARED_BY = {"email": ("email",), "mobile": ("sms", "phone"), "phone": ("phone",), "address": ("post",)}
"""By kind of contact point: the channels it serves, of which one agreed to shares it."""

Rows = TypeVar("Rows", bound=Sequence[Customer])


def walled_merchant(scope: Scope) -> int | None:
    """Return for whom one looks where others keep contact details of their own; None where nothing is hidden."""
    found = (
        fetch(
            "SELECT s.merchant_id FROM stores_store s WHERE s.id = %s "
            "AND EXISTS (SELECT 1 FROM stores_store o WHERE o.merchant_id <> s.merchant_id)",
            [scope.store_id],
        )
        if scope.store_id is not None
        else ()
    )
    return found[0][0] if found else None


def stores_keeping(scope: Scope) -> list[int] | None:
    """Return the stores of reference whose files the scope's merchant keeps; None where nothing is hidden."""
    merchant = walled_merchant(scope)
    return None if merchant is None else list(Store.objects.filter(merchant=merchant).values_list("pk", flat=True))


def contacts_seen_by(scope: Scope) -> QuerySet[ContactPoint]:
    """Return the contact points that a scope may see: whatever shows, finds or hands one out begins here."""
    merchant = walled_merchant(scope)
    if merchant is None:
        return ContactPoint.objects.all()
    # A merge copies contact points: they stay of the merchant who kept them.
    own = Q(copied_from=None, customer__home_store__merchant=merchant)
    brought = Q(copied_from__home_store__merchant=merchant)
    return ContactPoint.objects.filter(own | brought | _shared())


def _shared() -> Q:
    return reduce(or_, (Q(Exists(_agreeing(channels)), kind=kind) for kind, channels in SHARED_BY.items()))


def _agreeing(channels: Sequence[str]) -> QuerySet[Customer]:
    standing = Q(consent__expires_at=None) | Q(consent__expires_at__gt=timezone.now())
    agreed = {"consent__purpose": SHARE, "consent__state": "granted", "consent__channel__in": channels}
    return Customer.objects.filter(standing, pk=OuterRef("customer"), **agreed)


def hidden_from(scope: Scope) -> QuerySet[ContactPoint]:
    """Return the contact points that a scope may not see."""
    if walled_merchant(scope) is None:
        return ContactPoint.objects.none()
    return ContactPoint.objects.exclude(pk__in=contacts_seen_by(scope).values("pk"))


def refuse_hidden(customer_ids: Iterable[int], scope: Scope) -> None:
    """Raise Refusal `contacts_kept_elsewhere` where one of these has a contact point that a scope may not see."""
    if hidden_from(scope).filter(customer__in=list(customer_ids)).exists():
        raise Refusal("contacts_kept_elsewhere")


def town_seen_by(scope: Scope, customer: str = "pk") -> Q:
    """Return the condition on rows whose customer's town may be seen. customer: the path to the customer's key."""
    if walled_merchant(scope) is None:
        return Q()
    return Q(Exists(_homes(scope).filter(customer=OuterRef(customer))))


def towns_seen(customer_ids: Iterable[int], scope: Scope) -> set[int]:
    """Return those of these customers whose town may be seen."""
    ids = list(customer_ids)
    if walled_merchant(scope) is None:
        return set(ids)
    return set(_homes(scope).filter(customer__in=ids).values_list("customer_id", flat=True))


def home_seen_by(scope: Scope) -> Q:
    """Return the condition on customers whose store and seller of reference may be told."""
    merchant = walled_merchant(scope)
    return Q() if merchant is None else Q(home_store__merchant=merchant)


def as_seen(customers: Rows, scope: Scope) -> Rows:
    """Return the same customers, to be shown: without town, store and seller of reference where they are not told."""
    kept = stores_keeping(scope)
    if kept is None:
        return customers
    seen = towns_seen((one.pk for one in customers), scope)
    for one in customers:
        if one.pk not in seen:
            one.postcode = one.city = one.commune = ""
        if one.home_store_id not in kept:
            one.home_store = one.home_seller = None
    return customers


def _homes(scope: Scope) -> QuerySet[ContactPoint]:
    return contacts_seen_by(scope).filter(kind=ContactPoint.Kind.ADDRESS, is_main=True)
