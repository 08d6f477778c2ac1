"""Who bought a product."""

from collections.abc import Sequence

from chaland.database.lookups import fetch, values_source


def buyers_of(product_ids: Sequence[int]) -> list[int]:
    """Return the customers who have one of these products on a receipt."""
    if not product_ids:
        return []
    source, parameters = values_source(["bigint"], [(product_id,) for product_id in product_ids])
    rows = fetch(
        "SELECT DISTINCT r.customer_id FROM sales_receiptline l JOIN sales_receipt r ON r.id = l.receipt_id "  # noqa: S608
        f"WHERE r.customer_id IS NOT NULL AND l.product_id IN (SELECT v.c0 FROM {source})",
        parameters,
    )
    return [customer_id for (customer_id,) in rows]
