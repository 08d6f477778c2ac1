"""What customers are expected to do in the year after the forecast."""

from collections.abc import Callable, Mapping
from typing import Any

from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.conditions.figures import STORE, store_of
from chaland.segments.slots import Number
from chaland.segments.tree import Condition


def _expected(column: str, condition: Condition, asking: Asking) -> Any:
    store_id = store_of(condition) or asking.store_id
    return asking.some(
        "predictions",
        "max",
        column,
        lambda rows: rows.store_id == store_id if store_id else rows.store_id.isnull(),
    )


def _type(code: str, number: Number, column: Callable[[Condition, Asking], Any]) -> Type:
    def holds(condition: Condition, asking: Asking) -> Answer:
        return asking.compare(column(condition, asking), condition.get("is"))

    def shows(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        return {number.unit: column(condition, asking)}

    return Type(code, "figures", (number, STORE), holds, shows)


TYPES = (
    _type(
        "expected_revenue",
        Number("cents", percentile=True, nullable=True),
        lambda condition, asking: _expected("expected_revenue_365_cents", condition, asking),
    ),
    _type(
        "expected_visits",
        Number("count", percentile=True, nullable=True),
        lambda condition, asking: _expected("expected_visits_365", condition, asking),
    ),
    _type(
        "still_customer",
        Number("percent", high=100, nullable=True),
        lambda condition, asking: 100 * _expected("p_alive", condition, asking),
    ),
)
