"""What each customer buys, counted by family and by trait.

New receipts are counted here, as their lines are at hand; history is counted by the database, which gives the same.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

from django.db.models import QuerySet

from chaland.database.lookups import execute, fetch, values_source
from chaland.database.rows import insert_many
from chaland.sales.models import CategoryFigures, TasteFigures
from chaland.sales.rules import bought_or_returned

# As rules.bought_or_returned.
_SIGN = (
    "CASE WHEN l.amount_cents > 0 THEN 1 WHEN l.amount_cents < 0 THEN -1 "
    "WHEN l.quantity_milli > 0 THEN 1 WHEN l.quantity_milli < 0 THEN -1 ELSE 0 END"
)
_LINES = (
    "FROM {source} sales_receiptline l JOIN sales_receipt r ON r.id = l.receipt_id "
    "JOIN stores_product p ON p.id = l.product_id WHERE r.customer_id IS NOT NULL AND {only}"
)
TRAITS = ("size", "colour", "brand", "line", "material")
_ADD_FAMILIES = (
    "ON CONFLICT (customer_id, store_id, category_id) DO UPDATE SET "
    "bought = f.bought + excluded.bought, quantity_milli = f.quantity_milli + excluded.quantity_milli, "
    "revenue_cents = f.revenue_cents + excluded.revenue_cents"
)
_ADD_TASTES = (
    "ON CONFLICT (customer_id, store_id, trait, value) DO UPDATE SET "
    "bought = f.bought + excluded.bought, revenue_cents = f.revenue_cents + excluded.revenue_cents"
)

OwnedLine: TypeAlias = tuple[int, int, int, int, int]
"""Customer, store and product ids, thousandths, cents."""


def tally_lines(lines: Sequence[OwnedLine]) -> None:
    """Count new lines for their customers."""
    traits = _traits({product_id for _, _, product_id, _, _ in lines})
    families: dict[tuple[int, int, int], tuple[int, int, int]] = {}
    tastes: dict[tuple[int, int, str, str], tuple[int, int]] = {}
    for customer_id, store_id, product_id, quantity_milli, cents in lines:
        category_id, named = traits[product_id]
        bought = bought_or_returned(cents, quantity_milli)
        if category_id is not None:
            family = (customer_id, store_id, category_id)
            had = families.get(family, (0, 0, 0))
            families[family] = (had[0] + bought, had[1] + quantity_milli, had[2] + cents)
        for trait, value in named:
            taste = (customer_id, store_id, trait, value)
            before = tastes.get(taste, (0, 0))
            tastes[taste] = (before[0] + bought, before[1] + cents)
    _add("sales_categoryfigures", "category_id, bought, quantity_milli, revenue_cents", _ADD_FAMILIES, families)
    _add("sales_tastefigures", "trait, value, bought, revenue_cents", _ADD_TASTES, tastes)


def _traits(product_ids: Iterable[int]) -> dict[int, tuple[int | None, list[tuple[str, str]]]]:
    """Return the family of each product, and what it has of each trait."""
    source, parameters = values_source(["bigint"], [(product_id,) for product_id in product_ids])
    rows = fetch(
        f"SELECT p.id, p.category_id, {', '.join(f'p.{trait}' for trait in TRAITS)} "  # noqa: S608
        f"FROM {source} CROSS JOIN stores_product p WHERE p.id = v.c0",
        parameters,
    )
    return {
        product_id: (category_id, [(trait, value) for trait, value in zip(TRAITS, values, strict=True) if value])
        for product_id, category_id, *values in rows
    }


def _add(table: str, columns: str, adding: str, counts: Mapping[Any, tuple[int, ...]]) -> None:
    # In one order, so that two writers never wait for each other.
    rows = [(*key, *values) for key, values in sorted(counts.items())]
    insert_many(f"{table} AS f (customer_id, store_id, {columns})", columns.count(",") + 3, rows, then=adding)


def tally_receipts(receipt_ids: Sequence[int], *, times: int = 1) -> None:
    """Count the lines of receipts already written for their customers; `times=-1` takes them back."""
    if receipt_ids:
        source, parameters = values_source(["bigint"], [(receipt_id,) for receipt_id in receipt_ids])
        _tally(f"{source} CROSS JOIN", "l.receipt_id = v.c0", parameters, times)


def retally_products(product_ids: Sequence[int], *, times: int) -> None:
    """Count every line of these products: -1 before their family or traits change, +1 after."""
    source, parameters = values_source(["bigint"], [(product_id,) for product_id in product_ids])
    _tally("", f"l.product_id IN (SELECT v.c0 FROM {source})", parameters, times)  # noqa: S608


def retally_customers(customer_ids: Sequence[int]) -> None:
    """Count anew every line of these customers, and nothing that is no longer theirs."""
    for model in (CategoryFigures, TasteFigures):
        QuerySet(model).filter(customer__in=customer_ids).delete()
    source, parameters = values_source(["bigint"], [(customer_id,) for customer_id in customer_ids])
    _tally("", f"r.customer_id IN (SELECT v.c0 FROM {source})", parameters, 1)  # noqa: S608


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
        f"GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 {_ADD_FAMILIES}",
        parameters,
    )
    for trait in TRAITS:
        execute(
            "INSERT INTO sales_tastefigures AS f (customer_id, store_id, trait, value, bought, revenue_cents) "
            f"SELECT r.customer_id, r.store_id, '{trait}', p.{trait}, {times} * SUM({_SIGN}), "
            f"{times} * SUM(l.amount_cents) {lines} AND p.{trait} <> '' "
            f"GROUP BY 1, 2, 4 ORDER BY 1, 2, 4 {_ADD_TASTES}",
            parameters,
        )
