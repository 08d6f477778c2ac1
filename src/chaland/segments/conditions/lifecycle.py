"""Where customers stand in their life with the shop, on any day, and how what they spend changes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import ibis

from chaland.sales import lifecycle
from chaland.sales.comparing import change_percent
from chaland.sales.dashboard.periods import Period
from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.conditions.figures import STORE, store_of
from chaland.segments.slots import Choices, Days, Number, Window
from chaland.segments.tree import Condition
from chaland.warehouse.engine import table


def _holds(condition: Condition, asking: Asking) -> Answer:
    """Tell whether the state at the end of the window, today without one, is one of those chosen."""
    window, store = condition.get("window"), store_of(condition) or asking.store_id
    day = (window.bounds(asking.today)[1] if window else None) or asking.today
    receipts = table("receipts")
    found = lifecycle.standing(receipts.filter(receipts.store_id == store) if store else receipts, day)
    chosen = lifecycle.state(found, ibis.literal(day)).isin(condition.get("is"))
    return asking.customer("customer_id").isin(found.filter(chosen).customer_id)


def _shows(condition: Condition, asking: Asking) -> Mapping[str, Any]:
    store = store_of(condition)
    return {fact: asking.figure(fact, store) for fact in ("visits", "visit_interval_days", "last_visit_on")}


def _change(condition: Condition, asking: Asking) -> Any:
    """Return by how many percent the revenue of the window changed against the same days before."""
    first, last = condition.get("window").bounds(asking.today)
    last = last or asking.today
    now = Period(first or last - timedelta(days=364), last)
    wheres = (_in(condition, period) for period in (now, now.year_before))
    return change_percent(*(asking.total("receipts", "sum", "total_cents", where) for where in wheres))


def _in(condition: Condition, period: Period) -> within.Where:
    window = Window(from_on=period.start_on, to_on=period.end_on)
    return within.both(
        within.days("business_on", window, period.end_on), within.one_of("store_id", condition.get("store"))
    )


TYPES = (
    Type("lifecycle", "figures", (Choices("is", lifecycle.STATES), Days(), STORE), _holds, _shows),
    Type(
        "revenue_change",
        "figures",
        (Number("percent", low=-1e9, high=1e9), Days(required=True), STORE),
        lambda condition, asking: asking.compare(_change(condition, asking), condition.get("is")),
        lambda condition, asking: {"percent": _change(condition, asking)},
    ),
)
