"""What the figures of one customer are, overall, per store and over time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, Sum

from chaland.accounts.rules import Scope
from chaland.kernel.money import Cents
from chaland.sales.models import CategoryFigures, Figures, TasteFigures

SIX = (
    "revenue_cents",
    "visits",
    "average_basket_cents",
    "visit_interval_days",
    "first_visit_at",
    "last_visit_at",
)


def customer_figures(customer_id: int, store_ids: Collection[int] | None = None) -> dict[str, Any]:
    """Return the six figures of a customer, overall and per store, under the names scripts rely on.

    With `store_ids`, only those stores are told of, and "overall" is None unless there is just one.
    """
    rows = Figures.objects.filter(customer_id=customer_id).select_related("store").order_by("store__code")
    in_store = [row for row in rows if row.store is not None and row.receipts]
    overall = next((row for row in rows if row.store is None), None)
    if store_ids is not None:
        in_store = [row for row in in_store if row.store_id in store_ids]
        overall = in_store[0] if len(in_store) == 1 else None
    return {
        "overall": six_figures(overall) if overall or store_ids is None else None,
        "stores": [{"store": row.store.code, **six_figures(row)} for row in in_store if row.store],
    }


def six_figures(row: Figures | None) -> dict[str, Any]:
    """Return the six figures of one row; those of somebody who never came without a row."""
    row = row or Figures()
    return {name: getattr(row, name) for name in SIX}


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """A customer's figures in one store."""

    store_name: str
    row: Figures


def figures_seen(customer_id: int, scope: Scope) -> tuple[Figures, list[StoreFigures]]:
    """Return a customer's figures in the scope, and in each of its stores where they bought, largest revenue first.

    The former are all zero where there are none.
    """
    rows = Figures.objects.filter(customer_id=customer_id).select_related("store").order_by("-revenue_cents", "pk")
    if scope.store_id:
        rows = rows.filter(store_id=scope.store_id)
    seen = next((row for row in rows if row.store_id == scope.store_id), Figures(customer_id=customer_id))
    return seen, [StoreFigures(row.store.name, row) for row in rows if row.store and row.receipts]


@dataclass(frozen=True, slots=True)
class CategoryShare:
    """What a customer spends on one top family. share: of their revenue in families, 0–1."""

    name: str
    bought: int
    revenue_cents: Cents
    share: float


def top_categories(customer_id: int, scope: Scope, limit: int = 8) -> list[CategoryShare]:
    """Return the families at the root of the tree that a customer spends most on."""
    rows = CategoryFigures.objects.filter(customer_id=customer_id)
    if scope.store_id:
        rows = rows.filter(store_id=scope.store_id)
    totals: dict[str, list[int]] = {}
    for path, bought, revenue in rows.values_list("category__path", "bought", "revenue_cents"):
        total = totals.setdefault(path.split(" > ")[0], [0, 0])
        total[0] += bought
        total[1] += revenue
    spent = sum(revenue for _, revenue in totals.values() if revenue > 0) or 1
    ordered = sorted(totals.items(), key=lambda item: (-item[1][1], item[0]))
    return [
        CategoryShare(name, bought, revenue, max(revenue, 0) / spent)
        for name, (bought, revenue) in ordered[:limit]
        if bought > 0
    ]


@dataclass(frozen=True, slots=True)
class Taste:
    """How often a customer bought one value of a trait, such as the colour blue."""

    trait: str
    value: str
    bought: int


def tastes(customer_id: int, scope: Scope, limit: int = 3) -> dict[str, list[Taste]]:
    """Return, by trait, the values a customer buys most."""
    where = Q(store_id=scope.store_id) if scope.store_id else Q()
    rows = TasteFigures.objects.filter(where, customer_id=customer_id).values("trait", "value")
    counted = rows.annotate(times=Sum(F("bought"))).filter(times__gt=0).order_by("trait", "-times", "value")
    found: dict[str, list[Taste]] = {}
    for row in counted:
        values = found.setdefault(row["trait"], [])
        if len(values) < limit:
            values.append(Taste(row["trait"], row["value"], row["times"]))
    return found
