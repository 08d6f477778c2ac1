"""Somebody types into the search of the top bar: customers first, then receipts of that number."""

from collections.abc import Sequence
from dataclasses import dataclass

from chaland.accounts.rules import Scope
from chaland.customers.finding import Found, find
from chaland.sales.receipt_search import FoundReceipt, find_receipts

CUSTOMERS_SHOWN = 8
RECEIPTS_SHOWN = 4


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a text points at in the scope."""

    customers: Sequence[Found] = ()
    receipts: Sequence[FoundReceipt] = ()

    def __bool__(self) -> bool:
        return bool(self.customers or self.receipts)


def look_up(text: str, scope: Scope) -> LookUp:
    """Find what the text points at; a blank text finds nothing."""
    if not text.strip():
        return LookUp()
    return LookUp(find(text, scope, CUSTOMERS_SHOWN), find_receipts(text, scope, RECEIPTS_SHOWN))
