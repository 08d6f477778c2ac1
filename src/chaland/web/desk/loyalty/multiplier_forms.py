"""When points count more: the fields of the form, and the rules they stand for."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from chaland.loyalty.rules.programme import WHOLE, Multiplier, Programme, Tier

Rule = TypeVar("Rule")
MULTIPLIERS = (
    "days", "times", "birthday_times", "hour_start", "hour_end", "hour_times",
    "period_start", "period_end", "period_stores", "period_times",
)  # fmt: skip


def not_shown(rules: Iterable[Rule], shown: Iterable[Callable[[Rule], bool]]) -> list[Rule]:
    """Return the rules that a form does not show: it shows the first of each sort."""
    left = list(rules)
    for is_shown in shown:
        if (one := first(left, is_shown)) is not None:
            left.remove(one)
    return left


def first(rules: Iterable[Rule], is_shown: Callable[[Rule], bool]) -> Rule | None:
    """Return the first rule of a sort."""
    return next(filter(is_shown, rules), None)


def multipliers(typed: dict[str, Any], base: Programme, tiers: Sequence[tuple[Tier, int | None]]) -> list[Multiplier]:
    """Return what was typed, and what the form does not show of the version before. tiers: each with its percent."""
    days, hours = frozenset(map(int, typed["days"])), (typed["hour_start"], typed["hour_end"])
    stores = frozenset(one.pk for one in typed["period_stores"])
    period = Multiplier(
        typed["period_times"] or WHOLE, stores=stores, first_on=typed["period_start"], last_on=typed["period_end"]
    )
    said = [
        Multiplier(typed["times"] or WHOLE, weekdays=days),
        Multiplier(typed["hour_times"] or WHOLE, start=hours[0], end=hours[1]),
        period,
    ]
    found = [one for one in said if any(is_shown(one) for is_shown in (_of_days, _of_hours, _of_period))]
    found.append(Multiplier(typed["birthday_times"] or WHOLE, birthday=True))
    found += [Multiplier(percent or WHOLE, tiers=frozenset({tier.code})) for tier, percent in tiers]
    kept = [one for one in base.multipliers if not _of_tier(one)]
    return [
        *not_shown(kept, (_of_days, _of_hours, _of_period, _of_birthday)),
        *(one for one in found if one.percent != WHOLE),
    ]


def multipliers_typed(rules: Programme) -> dict[str, Any]:
    """Return what the form shows of these rules."""
    days, hours = first(rules.multipliers, _of_days), first(rules.multipliers, _of_hours)
    period, birthday = first(rules.multipliers, _of_period), first(rules.multipliers, _of_birthday)
    return {
        "days": [str(day) for day in days.weekdays] if days else [],
        "times": days and days.percent,
        "hour_start": hours and hours.start,
        "hour_end": hours and hours.end,
        "hour_times": hours and hours.percent,
        "period_start": period and period.first_on,
        "period_end": period and period.last_on,
        "period_stores": list(period.stores) if period else [],
        "period_times": period and period.percent,
        "birthday_times": birthday and birthday.percent,
    }


def tier_percent(rules: Programme, tier: Tier) -> int | None:
    """Return how points count for a tier, when they do count more."""
    return next((one.percent for one in rules.multipliers if _of_tier(one) and tier.code in one.tiers), None)


def _of_days(one: Multiplier) -> bool:
    return one == Multiplier(one.percent, weekdays=one.weekdays) and bool(one.weekdays)


def _of_hours(one: Multiplier) -> bool:
    return one == Multiplier(one.percent, start=one.start, end=one.end) and bool(one.start or one.end)


def _of_period(one: Multiplier) -> bool:
    is_of = one == Multiplier(one.percent, stores=one.stores, first_on=one.first_on, last_on=one.last_on)
    return is_of and bool(one.stores or one.first_on or one.last_on)


def _of_birthday(one: Multiplier) -> bool:
    return one == Multiplier(one.percent, birthday=True)


def _of_tier(one: Multiplier) -> bool:
    return one == Multiplier(one.percent, tiers=one.tiers) and len(one.tiers) == 1
