"""Reading what is expected of the customers of the network or a store, or of the people of a segment among them."""

from typing import Any

import ibis

from chaland.warehouse.engine import table

# From the least: below the first people are probably gone, from the last on surely still there.
CLASSES = (0.2, 0.5, 0.8)
SUMMED = (
    "expected_visits_90", "expected_visits_365", "expected_revenue_90_cents", "expected_revenue_365_cents",
)  # fmt: skip


def expected(store_id: int | None, people: Any = None) -> Any:
    """Return a row for each customer of whom something is expected; people: a table with customer_id, None for all."""
    rows = table("predictions")
    rows = rows.filter(rows.store_id == store_id if store_id else rows.store_id.isnull())
    rows = rows.semi_join(table("customers"), "customer_id")
    return rows if people is None else rows.semi_join(people, "customer_id")


def by_class(rows: Any) -> Any:
    """Return the sums of each class of p_alive, from 0, the least: customers, and what is expected of them."""
    place = sum((rows.p_alive >= low).cast("int64") for low in CLASSES)
    sums = {name: rows[name].sum() for name in SUMMED}
    return rows.group_by(place=place).aggregate(customers=rows.count(), **sums).order_by("place")


def worth_most(rows: Any, limit: int) -> Any:
    """Return the customers of whom the greatest revenue is expected in the next year."""
    return rows.order_by(ibis.desc("expected_revenue_365_cents"), "customer_id").limit(limit)
