"""A till that records a receipt is told what its customer usually buys and did not buy this time."""

from collections.abc import Sequence
from dataclasses import dataclass

from chaland.accounts.rules import Scope
from chaland.database.lookups import fetch, values_source
from chaland.insight.usual import not_this_time
from chaland.sales.queries.receipts import as_day

_BOUGHT = """
SELECT r.customer_id, r.business_on, p.category_id FROM sales_receipt r
LEFT JOIN sales_receiptline l ON l.receipt_id = r.id LEFT JOIN stores_product p ON p.id = l.product_id
WHERE r.id = %s AND r.customer_id IS NOT NULL AND r.total_cents >= 0
AND NOT EXISTS (SELECT 1 FROM privacy_stance s WHERE s.customer_id = r.customer_id)
"""


@dataclass(frozen=True, slots=True)
class Missing:
    """A family that is due. days: on which they bought it. rhythm_days: the median of the days between."""

    family: str
    days: int
    rhythm_days: float


def missing_from(receipt_id: int, scope: Scope) -> Sequence[Missing]:
    """Return up to three families, the most often bought first.

    None for an anonymous receipt, for a return, and for whoever refuses to be looked at or whose file is frozen.
    """
    rows = fetch(_BOUGHT, [receipt_id])
    if not rows:
        return []
    families = {family for _, _, family in rows if family is not None}
    customer_id, today, _ = rows[0]
    found = not_this_time(customer_id, families, today=as_day(today), store_id=scope.store_id)
    if not found:
        return []
    source, parameters = values_source(["bigint"], [(one.key,) for one in found])
    names = dict(fetch(f"SELECT c.id, c.name FROM {source} JOIN stores_category c ON c.id = v.c0", parameters))  # noqa: S608
    return [Missing(names[one.key], one.days, one.rhythm_days) for one in found]
