"""Who people are, where they live, and by which way they can be reached."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

import ibis

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.street import stores_keeping
from chaland.segments import within
from chaland.segments.asking import Asking
from chaland.segments.condition import Answer, Type
from chaland.segments.slots import Choices, Days, Ids, Number, Span, Texts
from chaland.segments.tree import Condition

LEAP_DAY = (2, 29)
CHANNELS = ("email", "mobile", "phone", "address")
Shown = Callable[[Condition, Asking], Mapping[str, Any]]


def _column(name: str) -> Shown:
    return lambda _condition, asking: {name: asking.customer(name)}


def _coded(code: str, options: tuple[str, ...]) -> Type:
    def holds(condition: Condition, asking: Asking) -> Answer:
        return asking.customer(code).isin(condition.get("is"))

    return Type(code, "people", (Choices("is", options),), holds, _column(code))


def _worded(code: str, compare: Callable[[Any, tuple[str, ...]], Any]) -> Type:
    def holds(condition: Condition, asking: Asking) -> Answer:
        return compare(asking.customer(code), condition.get("is"))

    return Type(code, "people", (Texts("is"),), holds, _column(code))


def _of_reference(code: str, of: str) -> Type:
    """Ask for the store or the seller of reference, as far as whoever asks may know it."""
    column = f"{code}_id"

    def told(asking: Asking) -> Any:
        kept, value = stores_keeping(Scope(asking.store_id)), asking.customer(column)
        if kept is None:
            return value
        return asking.customer("home_store_id").isin(kept).ifelse(value, ibis.null("int64"))

    return Type(
        code,
        "people",
        (Ids("is", of),),
        lambda condition, asking: told(asking).isin(condition.get("is")).fill_null(ibis.literal(value=False)),
        lambda _condition, asking: {column: told(asking)},
    )


def _age(asking: Asking) -> Any:
    born = 100 * asking.customer("birth_month") + asking.customer("birth_day")
    today = asking.today
    had_none_yet = (born > 100 * today.month + today.day).cast("int64")
    years = today.year - asking.customer("birth_year") - had_none_yet
    # A birth still to come is a slip of the pen.
    return (years >= 0).ifelse(years, ibis.null("int64"))


def _birthday(condition: Condition, asking: Asking) -> Answer:
    born = 100 * asking.customer("birth_month") + asking.customer("birth_day")
    first, last = condition.get("days")
    return born.isin(sorted(100 * month + day for month, day in birthdays(asking.today, first, last)))


def birthdays(today: date, first: int, last: int) -> set[tuple[int, int]]:
    """Return the months and days of birth whose birthday lies `first` to `last` days after today, both within.

    Who was born on 29 February has their day on the 28th in other years.

    >>> sorted(birthdays(date(2027, 2, 27), 0, 1))
    [(2, 27), (2, 28), (2, 29)]
    """
    days = [today + timedelta(days=away) for away in range(first, min(last, first + 366) + 1)]
    found = {(day.month, day.day) for day in days}
    is_short = any((day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month != LEAP_DAY[0] for day in days)
    return found | {LEAP_DAY} if is_short else found


def _number(code: str, number: Number, column: Callable[[Asking], Any], shown: Shown) -> Type:
    def holds(condition: Condition, asking: Asking) -> Answer:
        return asking.compare(column(asking), condition.get("is"))

    return Type(code, "people", (number,), holds, shown)


def _birth(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {name: asking.customer(name) for name in ("birth_day", "birth_month", "birth_year")}


def _opened(condition: Condition, asking: Asking) -> Answer:
    first, last = condition.get("window").bounds(asking.today)
    return within.between_moments(asking.customer("created_at"), first, last)


def _children(condition: Condition, asking: Asking) -> Any:
    ages = condition.get("ages")

    def where(rows: Any) -> Any:
        oldest, youngest = (asking.today.year - ages[1], asking.today.year - ages[0]) if ages else (None, None)
        return within.all_of([rows.birth_year >= oldest, rows.birth_year <= youngest] if ages else [])

    return asking.total("children", "count", "position", where)


def _has_children(condition: Condition, asking: Asking) -> Answer:
    return asking.compare(_children(condition, asking), condition.get("is"))


def _reachable(condition: Condition, asking: Asking) -> Answer:
    return within.either([asking.customer(f"has_{channel}") for channel in condition.get("by")])


def _reach(_condition: Condition, asking: Asking) -> Mapping[str, Any]:
    return {f"has_{channel}": asking.customer(f"has_{channel}") for channel in CHANNELS}


def _custom(condition: Condition, asking: Asking) -> Mapping[str, Any]:
    """Return the columns of the field, one of which is filled in by its kind."""
    code = condition.get("field")[0]
    return {
        column: asking.some("custom_values", "max", column, lambda rows: rows.code == code)
        for column in ("text", "number", "day")
    }


def _custom_holds(condition: Condition, asking: Asking) -> Answer:
    columns = _custom(condition, asking)
    answers = []
    if (texts := condition.get("texts")) is not None:
        answers.append(within.alike(columns["text"], texts))
    if (number := condition.get("number")) is not None:
        answers.append(asking.compare(columns["number"], number))
    if (window := condition.get("window")) is not None:
        answers.append(within.between_days(columns["day"], *window.bounds(asking.today)))
    known = columns["text"].notnull() | columns["number"].notnull() | columns["day"].notnull()
    return within.every(answers) if answers else known


TYPES = (
    _coded("civility", tuple(Customer.Civility.values)),
    _coded("marital_status", tuple(Customer.MaritalStatus.values)),
    _worded("language", within.alike),
    _worded("profession", within.holding),
    _worded("hobbies", within.holding),
    _number("age", Number("years", high=150, nullable=True), _age, _birth),
    Type("birthday", "people", (Span("days", -366, 366),), _birthday, _birth),
    _number(
        "household_size",
        Number("count", nullable=True),
        lambda asking: asking.customer("household_size"),
        _column("household_size"),
    ),
    Type(
        "children",
        "people",
        (Number("count"), Span("ages", 0, 120, required=False)),
        _has_children,
        lambda condition, asking: {"count": _children(condition, asking)},
    ),
    _of_reference("home_store", "store"),
    _of_reference("home_seller", "seller"),
    Type("opened", "people", (Days(required=True),), _opened, _column("created_at")),
    Type(
        "custom",
        "people",
        (
            Texts("field"),
            Texts("texts", required=False),
            Number("number", name="number", required=False, low=-1e12, nullable=True),
            Days(),
        ),
        _custom_holds,
        _custom,
    ),
    Type("reachable", "reach", (Choices("by", CHANNELS),), _reachable, _reach),
)
