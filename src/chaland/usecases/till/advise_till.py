"""A till that records a receipt is told what its customer usually buys and did not, and that they were long away."""

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


# The latest visit of the customer, and the one before the day of the receipt: each is the first line of an index.
_VISIT = "SELECT b.business_on FROM sales_receipt b WHERE b.customer_id = r.customer_id AND b.total_cents >= 0"
_AWAY = f"""
SELECT r.business_on, f.late_on, ({_VISIT} {{only}} ORDER BY b.sold_at DESC LIMIT 1),
({_VISIT} AND b.business_on < r.business_on {{only}} ORDER BY b.sold_at DESC LIMIT 1)
FROM sales_receipt r JOIN sales_figures f ON f.customer_id = r.customer_id AND {{of}}
WHERE r.id = %s AND r.total_cents >= 0 AND f.late_on IS NOT NULL
AND NOT EXISTS (SELECT 1 FROM privacy_stance s WHERE s.customer_id = r.customer_id)
"""  # noqa: S608


def days_late_before(receipt_id: int, scope: Scope) -> int:
    """Return by how many days the customer came later than usual, the first day being 1; 0 when they did not.

    Judged by the habit as it is with this visit. 0 as well once they came again, and as for `missing_from`.
    """
    store_id = scope.store_id
    only, of = ("AND b.store_id = %s", "f.store_id = %s") if store_id else ("", "f.store_id IS NULL")
    told = [store_id] * 3 if store_id else []
    rows = fetch(_AWAY.format(only=only, of=of), [*told, receipt_id])
    if not rows or None in rows[0]:
        return 0
    day, late_on, latest, before = map(as_day, rows[0])
    return max(0, (day - before - (late_on - latest)).days + 1) if latest == day else 0
