"""Reads of quotes and order forms: what was promised, to whom, and what became of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound
from chaland.kernel.text import fold
from chaland.sales.models import Cart

STATES = ("open", "late", "bought", "lost")
_OPEN = Q(receipt=None, cancelled_at=None)


@dataclass(frozen=True, slots=True)
class QuoteFilter:
    """Which to list; an empty part leaves everything through.

    kind: of `Cart.Kind`; without it quotes and order forms. state: of `STATES`; late is open and to be asked about by
    today. text: the beginning of a number, or words of the customer's name.
    """

    kind: str = ""
    state: str = ""
    text: str = ""


def visible_carts(scope: Scope) -> QuerySet[Cart]:
    """Return the carts of the scope, with customer and store."""
    rows = Cart.objects.select_related("customer", "store")
    return rows if scope.store_id is None else rows.filter(store_id=scope.store_id)


def quotes(scope: Scope, wanted: QuoteFilter, *, today: date) -> QuerySet[Cart]:
    """Return the quotes and order forms that pass a filter, latest first."""
    kinds = [wanted.kind] if wanted.kind else [Cart.Kind.QUOTE, Cart.Kind.ORDER]
    rows = visible_carts(scope).filter(kind__in=kinds)
    if wanted.state:
        rows = rows.filter(_in_state(wanted.state, today))
    if words := fold(wanted.text).split():
        named = Q()
        for word in words:
            named &= Q(customer__search_name__contains=word)
        rows = rows.filter(named | Q(reference__istartswith=wanted.text.strip()))
    return rows.order_by("-made_at", "-pk")


def to_follow_up(scope: Scope, today: date) -> QuerySet[Cart]:
    """Return the open carts to be asked about by today, the oldest first."""
    return visible_carts(scope).filter(_in_state("late", today)).order_by("follow_up_on", "pk")


def follow_ups_between(scope: Scope, first: date, last: date) -> QuerySet[Cart]:
    """Return the open carts to be asked about from one day to another, both kept, in order."""
    rows = visible_carts(scope).filter(_OPEN, follow_up_on__gte=first, follow_up_on__lte=last)
    return rows.order_by("follow_up_on", "pk")


def quote(cart_id: int, scope: Scope) -> Cart:
    """Return one with its lines. Raises NotFound `cart_not_found`, also beyond the scope."""
    rows = visible_carts(scope).select_related("store__merchant", "receipt").prefetch_related("lines__product")
    found = rows.filter(pk=cart_id).first()
    if found is None:
        raise NotFound("cart_not_found")
    return found


def _in_state(state: str, today: date) -> Q:
    if state == "bought":
        return Q(receipt__isnull=False)
    if state == "lost":
        return Q(receipt=None, cancelled_at__isnull=False)
    return _OPEN & Q(follow_up_on__lte=today) if state == "late" else _OPEN
