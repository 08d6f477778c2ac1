"""What customers spend, how often they come, and their rhythm."""

from collections.abc import Callable, Mapping
from typing import Any

import ibis

from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import EMPTINESS, PERCENTILES, Choices, Days, Ids, Number
from chaland.segments.tree import Condition

STEADY_WITHIN = 0.2
RHYTHMS = ("on_time", "late", "very_late", "unknown")
TRENDS = ("more_often", "steady", "less_often", "unknown")
STORE = Ids("store", "store", required=False, many=False)
STORES = Ids("store", "store", required=False)
SECONDS_A_DAY = 86_400

Column = Callable[[Condition, Asking], Any]


def store_of(condition: Condition) -> int | None:
    """Return the store that the condition is about, None for all that may be looked at."""
    stores = condition.get("store")
    return stores[0] if stores else None


def _receipts(condition: Condition, asking: Asking, *, visits_only: bool = False) -> within.Where:
    wheres = [
        within.days("business_on", condition.get("window"), asking.today),
        within.one_of("store_id", condition.get("store")),
    ]
    if visits_only:
        wheres.append(lambda rows: rows.total_cents >= 0)
    return within.both(*wheres)


def _revenue(condition: Condition, asking: Asking) -> Any:
    if condition.get("window") is None:
        receipts = asking.figure("receipts", store_of(condition))
        return (receipts > 0).ifelse(asking.figure("revenue_cents", store_of(condition)), ibis.null("int64"))
    return asking.some("receipts", "sum", "total_cents", _receipts(condition, asking))


def _visits(condition: Condition, asking: Asking) -> Any:
    if condition.get("window") is None:
        return asking.figure("visits", store_of(condition)).nullif(0)
    # Nobody has 0 visits, however the lake is read: who did not come has no place among all.
    return asking.some("receipts", "count", "customer_id", _receipts(condition, asking, visits_only=True)).nullif(0)


def _basket(condition: Condition, asking: Asking) -> Any:
    if condition.get("window") is None:
        return asking.figure("average_basket_cents", store_of(condition))
    visits = asking.total("receipts", "count", "customer_id", _receipts(condition, asking, visits_only=True))
    revenue = asking.total("receipts", "sum", "total_cents", _receipts(condition, asking))
    # Halves are rounded up, as in the live figures; without a visit there is no basket.
    return ((2 * revenue + visits) / (2 * visits).nullif(0)).floor()


def _interval(condition: Condition, asking: Asking) -> Any:
    if condition.get("window") is None:
        return asking.figure("visit_interval_days", store_of(condition))
    where = _receipts(condition, asking, visits_only=True)
    visits = asking.total("receipts", "count", "customer_id", where)
    first = asking.some("receipts", "min", "sold_at", where)
    last = asking.some("receipts", "max", "sold_at", where)
    return (last.epoch_seconds() - first.epoch_seconds()) / (SECONDS_A_DAY * (visits - 1).nullif(0))


def _change(condition: Condition, asking: Asking) -> Any:
    return 100 * asking.figure("interval_change", store_of(condition))


def _recency(condition: Condition, asking: Asking) -> Any:
    last = asking.figure("last_visit_on", store_of(condition))
    return -last.delta(ibis.literal(asking.today), unit="day")


def _categories(condition: Condition, asking: Asking) -> Any:
    return asking.figure("categories", store_of(condition)).nullif(0)


def _measure(code: str, column: Column, number: Number, *, windowed: bool = False, zero: bool = False) -> Type:
    """Make the type of a condition on a number. zero: who has none has 0, and yet no place among all."""

    def holds(condition: Condition, asking: Asking) -> Answer:
        wanted, found = condition.get("is"), column(condition, asking)
        plain = wanted.operator not in (*PERCENTILES, *EMPTINESS)
        return asking.compare(found.fill_null(0) if zero and plain else found, wanted)

    def shows(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        found = column(condition, asking)
        return {number.unit: found.fill_null(0) if zero else found}

    return Type(code, "figures", (number, *((Days(),) if windowed else ()), STORE), holds, shows)


def _rhythm(condition: Condition, asking: Asking) -> Any:
    late, very_late = (asking.figure(name, store_of(condition)) for name in ("late_on", "very_late_on"))
    today = ibis.literal(asking.today)
    return {
        "unknown": late.isnull(),
        "on_time": late > today,
        "late": (late <= today) & (very_late > today),
        "very_late": very_late <= today,
    }


def _trend(condition: Condition, asking: Asking) -> Any:
    change = asking.figure("interval_change", store_of(condition))
    return {
        "unknown": change.isnull(),
        "more_often": change < -STEADY_WITHIN,
        "steady": (change >= -STEADY_WITHIN) & (change <= STEADY_WITHIN),
        "less_often": change > STEADY_WITHIN,
    }


def _state(code: str, options: tuple[str, ...], states: Column, facts: tuple[str, ...]) -> Type:
    """Make the type of a condition on a state that a customer is in."""

    def holds(condition: Condition, asking: Asking) -> Answer:
        answers = states(condition, asking)
        return within.either([answers[name] for name in condition.get("is")])

    def shows(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        return {fact: asking.figure(fact, store_of(condition)) for fact in facts}

    return Type(code, "figures", (Choices("is", options), STORE), holds, shows)


def _visit_day(code: str, column: str) -> Type:
    def holds(condition: Condition, asking: Asking) -> Answer:
        day = asking.figure(column, store_of(condition))
        first, last = condition.get("window").bounds(asking.today)
        return within.between_days(day, first, last)

    def shows(condition: Condition, asking: Asking) -> Mapping[str, Any]:
        return {column: asking.figure(column, store_of(condition))}

    return Type(code, "figures", (Days(required=True), STORE), holds, shows)


TYPES = (
    _measure("revenue", _revenue, Number("cents", low=-1e12, percentile=True), windowed=True, zero=True),
    _measure("visits", _visits, Number("count", percentile=True), windowed=True, zero=True),
    _measure("average_basket", _basket, Number("cents", percentile=True, nullable=True), windowed=True),
    _measure("visit_interval", _interval, Number("days", percentile=True, nullable=True), windowed=True),
    _measure("interval_change", _change, Number("percent", low=-100, high=1e6, percentile=True, nullable=True)),
    _measure("recency", _recency, Number("days", percentile=True, nullable=True)),
    _measure("categories", _categories, Number("count", percentile=True), zero=True),
    _state("rhythm", RHYTHMS, _rhythm, ("usual_interval_days", "last_visit_on", "late_on", "very_late_on")),
    _state("trend", TRENDS, _trend, ("usual_interval_days", "recent_interval_days", "interval_change")),
    _visit_day("first_visit", "first_visit_on"),
    _visit_day("last_visit", "last_visit_on"),
)
