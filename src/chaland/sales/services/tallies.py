"""What each customer buys, counted by family and by trait: one statement for a till's receipt and for history."""

from collections.abc import Sequence

from chaland.database.lookups import execute, values_source
from chaland.sales.models import CategoryFigures, TasteFigures

# A line bought counts one, a line returned takes one back; a free line counts by its quantity.
_SIGN = (
    "CASE WHEN l.amount_cents > 0 THEN 1 WHEN l.amount_cents < 0 THEN -1 "
    "WHEN l.quantity_milli > 0 THEN 1 WHEN l.quantity_milli < 0 THEN -1 ELSE 0 END"
)
_LINES = (
    "FROM {source} sales_receiptline l JOIN sales_receipt r ON r.id = l.receipt_id "
    "JOIN stores_product p ON p.id = l.product_id WHERE r.customer_id IS NOT NULL AND {only}"
)
TRAITS = ("size", "colour", "brand", "line", "material")


def tally_receipts(receipt_ids: Sequence[int], *, times: int = 1) -> None:
    """Count the lines of these receipts for their customers; `times=-1` takes them back."""
    if receipt_ids:
        source, parameters = values_source(["bigint"], [(receipt_id,) for receipt_id in receipt_ids])
        _tally(f"{source} CROSS JOIN", "l.receipt_id = v.c0", parameters, times)


def retally_products(product_ids: Sequence[int], *, times: int) -> None:
    """Count every line of these products: -1 before their family or traits change, +1 after."""
    source, parameters = values_source(["bigint"], [(product_id,) for product_id in product_ids])
    _tally("", f"l.product_id IN (SELECT v.c0 FROM {source})", parameters, times)  # noqa: S608


def clear_tallies() -> None:
    """Forget every tally."""
    CategoryFigures.objects.all().delete()
    TasteFigures.objects.all().delete()


def tally_everything() -> None:
    """Count every line there is."""
    _tally("", "TRUE", [], 1)


def _tally(source: str, only: str, parameters: list[object], times: int) -> None:
    lines = _LINES.format(source=source, only=only)
    execute(
        "INSERT INTO sales_categoryfigures AS f "
        "(customer_id, store_id, category_id, bought, quantity_milli, revenue_cents) "
        f"SELECT r.customer_id, r.store_id, p.category_id, {times} * SUM({_SIGN}), "
        f"{times} * SUM(l.quantity_milli), {times} * SUM(l.amount_cents) {lines} AND p.category_id IS NOT NULL "
        "GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 ON CONFLICT (customer_id, store_id, category_id) DO UPDATE SET "
        "bought = f.bought + excluded.bought, quantity_milli = f.quantity_milli + excluded.quantity_milli, "
        "revenue_cents = f.revenue_cents + excluded.revenue_cents",
        parameters,
    )
    for trait in TRAITS:
        execute(
            "INSERT INTO sales_tastefigures AS f (customer_id, store_id, trait, value, bought, revenue_cents) "
            f"SELECT r.customer_id, r.store_id, '{trait}', p.{trait}, {times} * SUM({_SIGN}), "
            f"{times} * SUM(l.amount_cents) {lines} AND p.{trait} <> '' "
            "GROUP BY 1, 2, 4 ORDER BY 1, 2, 4 ON CONFLICT (customer_id, store_id, trait, value) DO UPDATE SET "
            "bought = f.bought + excluded.bought, revenue_cents = f.revenue_cents + excluded.revenue_cents",
            parameters,
        )
