"""Finding a receipt by the number its till printed."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce

from chaland.accounts.rules import Scope
from chaland.sales.models import Receipt
from chaland.stores.models import Till

_LONGEST = 64


@dataclass(frozen=True, slots=True)
class FoundReceipt:
    """A receipt found; customer_id is None while it is anonymous."""

    receipt_id: int
    number: str
    store: str
    business_on: date
    total_cents: int
    customer_id: int | None
    first_name: str
    last_name: str


def find_receipts(number: str, scope: Scope, limit: int) -> list[FoundReceipt]:
    """Return the receipts of exactly this number in the scope's tills, latest day first."""
    wanted = number.strip().replace("\x00", "")
    if not wanted or len(wanted) > _LONGEST:
        return []
    tills = Till.objects.all() if scope.store_id is None else Till.objects.filter(store=scope.store_id)
    # Numbers are indexed by till: naming the tills turns a walk through every receipt into one probe for each.
    rows: Any = (
        Receipt.objects.filter(till__in=list(tills.values_list("pk", flat=True)), number=wanted)
        .order_by("-business_on", "-pk")
        .values_list(
            "pk",
            "number",
            "store__name",
            "business_on",
            "total_cents",
            "customer_id",
            Coalesce("customer__first_name", Value("")),
            Coalesce("customer__last_name", Value("")),
        )
    )
    return [FoundReceipt(*row) for row in rows[:limit]]
