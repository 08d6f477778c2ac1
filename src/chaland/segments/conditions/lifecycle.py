"""Where customers stand in their life with the shop, today or on a day in the past."""

from collections.abc import Mapping
from typing import Any

import ibis

from chaland.sales import lifecycle
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.conditions.figures import STORE, store_of
from chaland.segments.slots import Choices, Days
from chaland.segments.tree import Condition
from chaland.warehouse.engine import table


def _holds(condition: Condition, asking: Asking) -> Answer:
    """Tell whether the state at the end of the window, today without one, is one of those chosen."""
    window, store = condition.get("window"), store_of(condition) or asking.store_id
    day = (window.bounds(asking.today)[1] if window else None) or asking.today
    receipts = table("receipts")
    found = lifecycle.stays(receipts.filter(receipts.store_id == store) if store else receipts)
    found = lifecycle.current(found, day)
    chosen = lifecycle.state(found, ibis.literal(day)).isin(condition.get("is"))
    return asking.customer("customer_id").isin(found.filter(chosen).customer_id)


def _shows(condition: Condition, asking: Asking) -> Mapping[str, Any]:
    store = store_of(condition)
    return {fact: asking.figure(fact, store) for fact in ("visits", "visit_interval_days", "last_visit_on")}


TYPES = (Type("lifecycle", "figures", (Choices("is", lifecycle.STATES), Days(), STORE), _holds, _shows),)
