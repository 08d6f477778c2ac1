"""When points count more: the fields of the form, and the rules they stand for."""

from collections.abc import Mapping
from typing import Any

from chaland.loyalty.rules.programme import WHOLE, Multiplier
from chaland.web.desk.loyalty.shown_rules import Sort

MULTIPLIERS = (
    "days", "times", "birthday_times", "hour_start", "hour_end", "hour_times",
    "period_start", "period_end", "period_stores", "period_times",
)  # fmt: skip


def _more(percent: int | None, **when: Any) -> Multiplier | None:
    """Return the rule where it is told when, and it changes anything."""
    one = Multiplier(percent or WHOLE, **when)
    return None if one.percent == WHOLE or one == Multiplier(one.percent) else one


def _on_days(typed: Mapping[str, Any]) -> Multiplier | None:
    return _more(typed["times"], weekdays=frozenset(map(int, typed["days"])))


def _at_hours(typed: Mapping[str, Any]) -> Multiplier | None:
    start, end = typed["hour_start"], typed["hour_end"]
    return None if start and end and end <= start else _more(typed["hour_times"], start=start, end=end)


def _in_period(typed: Mapping[str, Any]) -> Multiplier | None:
    begin, last = typed["period_start"], typed["period_end"]
    stores = frozenset(one.pk for one in typed["period_stores"])
    return (
        None
        if begin and last and last < begin
        else _more(typed["period_times"], stores=stores, first_on=begin, last_on=last)
    )


SORTS: tuple[Sort[Multiplier], ...] = (
    Sort(lambda one: {"days": sorted(one.weekdays), "times": one.percent}, _on_days),
    Sort(lambda one: {"hour_start": one.start, "hour_end": one.end, "hour_times": one.percent}, _at_hours),
    Sort(
        lambda one: {
            "period_start": one.first_on,
            "period_end": one.last_on,
            "period_stores": sorted(one.stores),
            "period_times": one.percent,
        },
        _in_period,
    ),
    Sort(
        lambda one: {"birthday_times": one.percent},
        lambda typed: _more(typed["birthday_times"], birthday=True),
    ),
)


def of_tier(code: str) -> Sort[Multiplier]:
    """Return how the form says that points count more for whoever holds a tier."""
    return Sort(lambda one: {"times": one.percent}, lambda typed: _more(typed["times"], tiers=frozenset({code})))
