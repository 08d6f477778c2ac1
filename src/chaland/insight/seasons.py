"""When in the year families sell: each month or week against the mean of the year."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal, TypeAlias

from chaland.insight.buying import Buying, Key

Step: TypeAlias = Literal["month", "week"]
# As many Saturdays as Mondays.
YEAR = timedelta(weeks=52)
MOST_YEARS = 3
FEWEST_LINES = 5
_DAY = timedelta(days=1)


def whole_years(first_on: date | None, today: date) -> tuple[date, date] | None:
    """Return the first and last day of the latest years of 52 weeks, at most three, that end today.

    first_on: the first day on which anything was sold. None while there is not one year.

    >>> whole_years(date(2024, 5, 3), date(2026, 11, 22))
    (datetime.date(2024, 11, 25), datetime.date(2026, 11, 22))
    """
    years = min(MOST_YEARS, (today + _DAY - first_on) // YEAR) if first_on else 0
    return (today + _DAY - years * YEAR, today) if years > 0 else None


def sold(buying: Buying, key: Key, step: Step) -> Any:
    """Return what was sold for each key and each month (1 to 12) or ISO week (1 to 53) of the year.

    key, part, lines, revenue_cents: returns deducted, receipts without a customer included unless only some
    people are asked about.
    """
    lines = buying.keyed(key=key)
    if buying.people is not None:
        lines = lines.filter(buying.is_theirs(lines))
    day = lines.business_on
    dated = lines.mutate(part=(day.month() if step == "month" else day.week_of_year()).cast("int64"))
    return dated.group_by("key", "part").aggregate(revenue_cents=dated.amount_cents.sum(), lines=dated.count())


@dataclass(frozen=True, slots=True)
class Season:
    """A family through the year. indexes: by month or week, 100 as its mean day.

    is_sure: at least five lines were sold for each month or week of the year, on the mean.
    """

    key: Any
    revenue_cents: int
    indexes: Mapping[int, float]
    is_sure: bool


def seasons(rows: Sequence[Mapping[str, Any]], first_on: date, last_on: date, step: Step) -> list[Season]:
    """Return each key's seasons, the greatest revenue first; those that brought nothing in all are left out.

    index = 100 × (revenue of the part ÷ its days) ÷ (revenue of all the days ÷ their number): months and weeks of
    different lengths, or seen more often, compare alike.
    """
    days = days_of(first_on, last_on, step)
    revenue: dict[Any, dict[int, int]] = {}
    lines: Counter[Any] = Counter()
    for row in rows:
        revenue.setdefault(row["key"], {})[row["part"]] = row["revenue_cents"]
        lines[row["key"]] += row["lines"]
    found = [
        _season(key, parts, days, is_sure=lines[key] >= FEWEST_LINES * len(days))
        for key, parts in revenue.items()
        if sum(parts.values()) > 0
    ]
    return sorted(found, key=lambda one: (-one.revenue_cents, str(one.key)))


def days_of(first_on: date, last_on: date, step: Step) -> Counter[int]:
    """Return how many days of each month or week of the year lie between two days, both within."""
    every = (first_on + timedelta(days=place) for place in range((last_on - first_on).days + 1))
    return Counter(day.month if step == "month" else day.isocalendar().week for day in every)


def _season(key: Any, parts: Mapping[int, int], days: Mapping[int, int], *, is_sure: bool) -> Season:
    total = sum(parts.values())
    mean = total / sum(days.values())
    indexes = {part: 100 * parts.get(part, 0) / days[part] / mean for part in sorted(days)}
    return Season(key, total, indexes, is_sure)


def windows(part: int, first_on: date, last_on: date, step: Step) -> list[tuple[date, date]]:
    """Return each stretch of days between two days that is this month or week of a year, both ends within."""
    every = (first_on + timedelta(days=place) for place in range((last_on - first_on).days + 1))
    found: list[tuple[date, date]] = []
    for day in every:
        if (day.month if step == "month" else day.isocalendar().week) != part:
            continue
        if found and day - found[-1][1] == _DAY:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
