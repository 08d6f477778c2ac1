"""What passed between shop and customer."""

from collections.abc import Mapping
from typing import Any

from chaland.interactions.models import Interaction
from chaland.interactions.rules import SCORES
from chaland.sales.models import Cart
from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.conditions.figures import STORES
from chaland.segments.slots import Choices, Days, Number
from chaland.segments.tree import Condition

KINDS, CHANNELS = tuple(Interaction.Kind.values), tuple(Interaction.Channel.values)
OUTCOMES = tuple(outcome for outcome in Interaction.Outcome.values if outcome)
SCORED = tuple(str(score) for score in SCORES)


def _contacts(condition: Condition, asking: Asking) -> Any:
    """Return how many took place: neither still to be done nor, unless asked for, cancelled."""
    is_asked = Interaction.Outcome.CANCELLED in (condition.get("outcome") or ())
    return asking.total(
        "interactions",
        "count",
        "customer_id",
        within.both(
            *(within.one_of(column, condition.get(column)) for column in ("kind", "channel", "outcome")),
            within.one_of("score", [int(score) for score in condition.get("score") or ()]),
            within.one_of("store_id", condition.get("store")),
            within.days("occurred_at", condition.get("window"), asking.today),
            lambda rows: rows.due_at.isnull() | rows.is_done,
            within.any_row if is_asked else lambda rows: rows.outcome != Interaction.Outcome.CANCELLED.value,
        ),
    )


def _contacted(condition: Condition, asking: Asking) -> Answer:
    return asking.compare(_contacts(condition, asking), condition.get("is"))


def _carts(condition: Condition, asking: Asking) -> Any:
    return asking.total(
        "carts",
        "count",
        "customer_id",
        within.both(
            within.one_of("kind", condition.get("kind")),
            within.one_of("store_id", condition.get("store")),
            within.days("made_at", condition.get("window"), asking.today),
            lambda rows: rows.receipt_id.isnull() & ~rows.is_cancelled,
        ),
    )


def _left_open(condition: Condition, asking: Asking) -> Answer:
    return asking.compare(_carts(condition, asking), condition.get("is"))


def _count(column: Any) -> Any:
    def shown(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        return {"count": column(condition, asking)}

    return shown


TYPES = (
    Type(
        "contacted",
        "contacts",
        (
            Number("count"),
            Choices("kind", KINDS, required=False),
            Choices("channel", CHANNELS, required=False),
            Choices("outcome", OUTCOMES, required=False),
            Choices("score", SCORED, required=False),
            Days(),
            STORES,
        ),
        _contacted,
        _count(_contacts),
    ),
    Type(
        "open_cart",
        "contacts",
        (Number("count"), Choices("kind", tuple(Cart.Kind.values), required=False), Days(), STORES),
        _left_open,
        _count(_carts),
    ),
)
