"""A customer shows a receipt that nobody's name is on."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound
from chaland.sales.models import Receipt
from chaland.sales.receipt_search import FoundReceipt, find_receipts
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.attach_receipt import attach_receipt

MOST_FOUND = 20


def find_anonymous_receipts(number: str, scope: Scope) -> Sequence[FoundReceipt]:
    """Return the receipts of this number that are nobody's, in the scope's stores, latest first."""
    return [found for found in find_receipts(number, scope, MOST_FOUND) if found.customer_id is None]


@transaction.atomic
def claim_receipt(receipt_id: int, customer_id: int, *, scope: Scope, now: datetime) -> None:
    """Give the receipt to the customer. Safe to repeat.

    Raises NotFound `customer_unknown` or `receipt_not_found` beyond the scope, Conflict `receipt_has_customer`.
    """
    open_customer(customer_id, scope)
    rows = Receipt.objects.filter(pk=receipt_id)
    if scope.store_id is not None:
        rows = rows.filter(store_id=scope.store_id)
    if not rows.exists():
        raise NotFound("receipt_not_found")
    attach_receipt(receipt_id, customer_id, now=now)
