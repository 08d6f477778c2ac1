"""Whom and what a request names, within what its caller may see."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from chaland.accounts.rules import Scope
from chaland.api.fields import Fields
from chaland.api.problems import Invalid
from chaland.customers import queries
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import Forbidden, NotFound, Refusal
from chaland.sales.models import Receipt
from chaland.stores.queries import store_with_code, the_network
from chaland.usecases.customers.open_customer import open_customer


def customer_named(customer_id: int | None, reference: str | None, card: str | None, scope: Scope) -> int:
    """Return the one customer that is named; a card in hand or an outside reference opens those of other stores too.

    Raises Refusal `customer_named_once` unless exactly one is given, NotFound `customer_unknown`.
    """
    given = [name for name in (customer_id, reference, card) if name]
    if len(given) != 1:
        raise Refusal("customer_named_once", field="/customer_id")
    if customer_id:
        return open_customer(customer_id, scope).pk
    found = queries.ids_by_reference([reference]) if reference else queries.ids_by_card([normalise_card(card or "")])
    if not found:
        raise NotFound("customer_unknown", field="/customer" if reference else "/card")
    return next(iter(found.values()))


def receipt_seen(receipt_id: int, scope: Scope) -> None:
    """Raise NotFound `receipt_unknown` unless there is such a receipt in a store that the scope sees."""
    receipts = Receipt.objects.filter(pk=receipt_id)
    if scope.store_id is not None:
        receipts = receipts.filter(store_id=scope.store_id)
    if not receipts.exists():
        raise NotFound("receipt_unknown")


def store_named(code: str | None, scope: Scope) -> int | None:
    """Return the store of a code, or the scope's own when none is given.

    Raises NotFound `store_code_unknown`, and Forbidden `store_not_yours` for a store beyond the scope.
    """
    if not code:
        return scope.store_id
    store = store_with_code(code)
    if scope.store_id not in (None, store.pk):
        raise Forbidden("store_not_yours", field="/store", store=code)
    return store.pk


def moment_named(name: str, text: str | None) -> datetime | None:
    """Return an ISO moment in UTC; one without an offset is in the network's own time. Raises Invalid."""
    refusals: list[Refusal] = []
    moment = Fields({name: text}, "", frozenset({name}), refusals).moment(name)
    if refusals:
        raise Invalid(refusals)
    if moment is None or moment.tzinfo:
        return moment and moment.astimezone(UTC)
    return moment.replace(tzinfo=ZoneInfo(the_network().time_zone)).astimezone(UTC)
