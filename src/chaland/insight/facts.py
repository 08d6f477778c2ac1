"""What is expected of customers, in the lake."""

from chaland.warehouse.fact import of_customers

PREDICTIONS = of_customers(
    "predictions",
    "prediction",
    {
        "customer_id": ("p.customer_id", "id"),
        "store_id": ("p.store_id", "id"),
        "computed_on": ("p.computed_on", "day"),
        "p_alive": ("p.p_alive", "number"),
        "expected_visits_90": ("p.expected_visits_90", "number"),
        "expected_visits_365": ("p.expected_visits_365", "number"),
        "expected_revenue_90_cents": ("p.expected_revenue_90_cents", "integer"),
        "expected_revenue_365_cents": ("p.expected_revenue_365_cents", "integer"),
    },
    key=("customer_id", "store_id"),
    source="insight_prediction p",
)

FACTS = (PREDICTIONS,)
