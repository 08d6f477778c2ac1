"""What customers bought, in the lake. Card numbers and the tills' own numbers stay in the database."""

import pyarrow as pa
import pyarrow.compute as pc

from chaland.database.lookups import fetch
from chaland.stores.queries import network_zone
from chaland.warehouse.fact import ARROW, Fact, Kind, of_customers

LOCAL: dict[str, Kind] = {"hour": "integer"}


def _with_hour(rows: pa.Table) -> pa.Table:
    """Replace the moment by the hour on the store's own clock."""
    hours = pa.nulls(rows.num_rows, ARROW["integer"])
    for zone, stores in _stores_by_zone().items():
        here = pc.is_in(rows["store_id"], pa.array(stores, pa.int64()))
        local = pc.local_timestamp(pc.assume_timezone(rows["moment"], "UTC").cast(pa.timestamp("us", tz=zone)))
        hours = pc.if_else(here, pc.hour(local), hours)
    return rows.drop_columns(["moment"]).append_column("hour", hours)


def _stores_by_zone() -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for zone, store_id in fetch("SELECT time_zone, id FROM stores_store", []):
        found.setdefault(zone, []).append(store_id)
    return found


RECEIPTS = Fact(
    name="receipts",
    owner_sql="r.customer_id",
    topic="receipt",
    root="receipt_id",
    key=("receipt_id",),
    read={
        "receipt_id": ("r.id", "id"),
        "customer_id": ("r.customer_id", "id"),
        "store_id": ("r.store_id", "id"),
        "seller_id": ("r.seller_id", "id"),
        "sold_at": ("r.sold_at", "moment"),
        "business_on": ("r.business_on", "day"),
        "payment_method": ("r.payment_method", "text"),
        "total_cents": ("r.total_cents", "integer"),
        "moment": ("r.sold_at", "moment"),
    },
    source="sales_receipt r",
    root_sql="r.id",
    finish=_with_hour,
    inputs=("store_id", "moment"),
    made={
        "receipt_id": "id",
        "customer_id": "id",
        "store_id": "id",
        "seller_id": "id",
        "sold_at": "moment",
        "business_on": "day",
        "payment_method": "text",
        "total_cents": "integer",
        **LOCAL,
    },
)

# The customer, store and day stand beside each line so that no question needs to join the two largest tables.
LINES = Fact(
    name="lines",
    owner_sql="r.customer_id",
    topic="receipt",
    root="receipt_id",
    key=("receipt_id", "position"),
    read={
        "receipt_id": ("l.receipt_id", "id"),
        "position": ("l.position", "integer"),
        "customer_id": ("r.customer_id", "id"),
        "store_id": ("r.store_id", "id"),
        "business_on": ("r.business_on", "day"),
        "product_id": ("l.product_id", "id"),
        "quantity_milli": ("l.quantity_milli", "integer"),
        "amount_cents": ("l.amount_cents", "integer"),
        "moment": ("r.sold_at", "moment"),
    },
    source="sales_receiptline l JOIN sales_receipt r ON r.id = l.receipt_id",
    root_sql="l.receipt_id",
    finish=_with_hour,
    inputs=("store_id", "moment"),
    made={
        "receipt_id": "id",
        "position": "integer",
        "customer_id": "id",
        "store_id": "id",
        "business_on": "day",
        "product_id": "id",
        "quantity_milli": "integer",
        "amount_cents": "integer",
        **LOCAL,
    },
)


def _with_days(rows: pa.Table) -> pa.Table:
    """Add the days of the first and last visit on the network's clock."""
    zone = pa.timestamp("us", tz=network_zone())
    for column in ("first_visit", "last_visit"):
        local = pc.local_timestamp(pc.assume_timezone(rows[f"{column}_at"], "UTC").cast(zone))
        rows = rows.append_column(f"{column}_on", local.cast(ARROW["day"], safe=False))
    return rows


_FIGURES: dict[str, Kind] = {
    "customer_id": "id",
    "store_id": "id",
    "receipts": "integer",
    "revenue_cents": "integer",
    "visits": "integer",
    "average_basket_cents": "integer",
    "visit_interval_days": "number",
    "first_visit_at": "moment",
    "last_visit_at": "moment",
    "usual_interval_days": "number",
    "recent_interval_days": "number",
    "interval_change": "number",
    "late_on": "day",
    "very_late_on": "day",
    "categories": "integer",
}

# Those of all time only: what depends on the day is counted from the receipts when it is asked.
FIGURES = of_customers(
    "figures",
    "figures",
    {column: (f"f.{column}", kind) for column, kind in _FIGURES.items()},
    key=("customer_id", "store_id"),
    source="sales_figures f",
    finish=_with_days,
    inputs=("first_visit_at", "last_visit_at"),
    made={**_FIGURES, "first_visit_on": "day", "last_visit_on": "day"},
)

CARTS = Fact(
    name="carts",
    owner_sql="c.customer_id",
    topic="cart",
    root="cart_id",
    key=("cart_id",),
    read={
        "cart_id": ("c.id", "id"),
        "customer_id": ("c.customer_id", "id"),
        "store_id": ("c.store_id", "id"),
        "kind": ("c.kind", "text"),
        "made_at": ("c.made_at", "moment"),
        "total_cents": ("c.total_cents", "integer"),
        "receipt_id": ("c.receipt_id", "id"),
        "is_cancelled": ("c.cancelled_at IS NOT NULL", "flag"),
    },
    source="sales_cart c",
    root_sql="c.id",
)

FACTS = (RECEIPTS, LINES, FIGURES, CARTS)
