"""A script asks for the live figures of one customer, by whichever name it knows them."""

from typing import Any

from chaland.customers.merging import head_of
from chaland.customers.models import Customer
from chaland.customers.queries import ids_by_card, ids_by_reference
from chaland.kernel.barcode import normalise_card
from chaland.kernel.errors import NotFound, Refusal
from chaland.sales.queries import customer_figures
from chaland.sales.queries.figures import six_figures
from chaland.stores.queries import store_with_code

LONGEST_ID = 18


def tell_figures(ref: str, *, store_code: str | None = None) -> dict[str, Any]:
    """Return the six figures overall and per store; with `store_code`, "overall" and "stores" are that store's.

    Raises NotFound `customer_ref_unknown` or `store_code_unknown`.
    """
    customer_id = customer_with_ref(ref)
    store_ids = frozenset({store_with_code(store_code).pk}) if store_code else None
    reference = Customer.objects.values_list("reference", flat=True).get(pk=customer_id)
    figures = customer_figures(customer_id, store_ids)
    return {"customer": reference or str(customer_id), **figures, "overall": figures["overall"] or six_figures(None)}


def customer_with_ref(ref: str) -> int:
    """Return the customer of an outside reference, a card number, or a number in the file; tried in this order.

    Raises NotFound `customer_ref_unknown`.
    """
    found = ids_by_reference([ref]).get(ref) or _by_card(ref) or _by_id(ref)
    if found is None:
        raise NotFound("customer_ref_unknown", text=ref)
    return found


def _by_card(ref: str) -> int | None:
    try:
        number = normalise_card(ref)
    except Refusal:
        return None
    return ids_by_card([number]).get(number)


def _by_id(ref: str) -> int | None:
    if not (ref.isascii() and ref.isdigit() and len(ref) <= LONGEST_ID):
        return None
    return head_of(int(ref))
