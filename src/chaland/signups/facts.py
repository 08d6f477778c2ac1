"""How customers came in, in the lake: by which door, when, on which occasion."""

from chaland.warehouse.fact import Fact

ARRIVALS = Fact(
    name="arrivals",
    owner_sql="a.customer_id",
    topic="customer",
    root="customer_id",
    key=("customer_id",),
    read={
        "customer_id": ("a.customer_id", "id"),
        "channel": ("a.channel", "text"),
        "form_id": ("a.form_id", "id"),
        "source": ("a.source", "text"),
        "store_id": ("a.store_id", "id"),
        "seller_id": ("a.seller_id", "id"),
        "arrived_at": ("a.arrived_at", "moment"),
        "is_confirmed": ("a.confirmed_at IS NOT NULL", "flag"),
    },
    source="signups_arrival a",
    root_sql="a.customer_id",
)

FACTS = (ARRIVALS,)
