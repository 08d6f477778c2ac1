"""Reads of the sales domain."""

from chaland.sales.queries.figures import (
    CategoryShare,
    StoreFigures,
    Taste,
    customer_figures,
    figures_seen,
    tastes,
    top_categories,
)
from chaland.sales.queries.receipts import (
    Key,
    KnownReceipt,
    bought_by_sku,
    cards_waiting,
    open_carts,
    open_conflicts,
    open_wishes,
    receipt_lines,
    receipts_by_key,
    receipts_by_uuid,
    receipts_flagged,
    receipts_of,
)

__all__ = [
    "CategoryShare",
    "Key",
    "KnownReceipt",
    "StoreFigures",
    "Taste",
    "bought_by_sku",
    "cards_waiting",
    "customer_figures",
    "figures_seen",
    "open_carts",
    "open_conflicts",
    "open_wishes",
    "receipt_lines",
    "receipts_by_key",
    "receipts_by_uuid",
    "receipts_flagged",
    "receipts_of",
    "tastes",
    "top_categories",
]
