"""What passed between shop and customer, in the lake; what was said stays in the database."""

from chaland.warehouse.fact import Fact

INTERACTIONS = Fact(
    name="interactions",
    owner_sql="i.customer_id",
    topic="interaction",
    root="interaction_id",
    key=("interaction_id",),
    read={
        "interaction_id": ("i.id", "id"),
        "customer_id": ("i.customer_id", "id"),
        "kind": ("i.kind", "text"),
        "channel": ("i.channel", "text"),
        "outcome": ("i.outcome", "text"),
        "occurred_at": ("i.occurred_at", "moment"),
        "due_at": ("i.due_at", "moment"),
        "is_done": ("i.done_at IS NOT NULL", "flag"),
        "store_id": ("i.store_id", "id"),
        "score": ("i.score", "integer"),
    },
    source="interactions_interaction i",
    root_sql="i.id",
)

FACTS = (INTERACTIONS,)
