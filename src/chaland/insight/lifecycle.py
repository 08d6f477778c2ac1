"""How many customers stand where in their life with the shop, today and month after month, and what they are worth."""

from datetime import date, timedelta
from typing import Any

import ibis

from chaland.insight.looking import Looking, between
from chaland.sales.lifecycle import STATES, days_between, standing, state, stays

MONTHS_SHOWN = 13
ABSENT = "absent"
"""Who is not a customer yet."""
_CODES = (ABSENT, *STATES)
_BASE = 8
_EPOCH = date(1970, 1, 1)


def month_ends(today: date, months: int = MONTHS_SHOWN) -> list[date]:
    """Return the last days of these months, oldest first; the month under way ends today.

    >>> month_ends(date(2026, 3, 5), 3)
    [datetime.date(2026, 1, 31), datetime.date(2026, 2, 28), datetime.date(2026, 3, 5)]
    """
    ends, day = [today], today
    for _ in range(months - 1):
        day = day.replace(day=1) - timedelta(days=1)
        ends.append(day)
    return ends[::-1]


def customers_on(looking: Looking, day: date) -> Any:
    """Return each customer with their state on a day: `customer_id`, `state`, and the columns of `standing`."""
    found = standing(looking.known(), day)
    return found.mutate(state=state(found, ibis.literal(day)))


def counts(looking: Looking, since: date) -> Any:
    """Return by state of today: customers, and their revenue and visits from a day to today."""
    rows = between(looking.known(), since, looking.today)
    spent = rows.group_by("customer_id").aggregate(
        revenue_cents=rows.total_cents.sum(), visits=(rows.total_cents >= 0).cast("int64").sum()
    )
    found = customers_on(looking, looking.today).select("customer_id", "state").left_join(spent, "customer_id")
    return found.group_by("state").aggregate(
        customers=found.count(),
        revenue_cents=found.revenue_cents.sum().fill_null(0),
        visits=found.visits.sum().fill_null(0),
    )


def flows(looking: Looking, months: int = MONTHS_SHOWN) -> Any:
    """Return how many customers went from a state to a state between one end of month and the next.

    Columns: `step` 0 for the oldest pair of `month_ends`, `before`, `after`, `customers`. Who came for the first time
    meanwhile was `ABSENT` before; nobody who is ABSENT after is counted.
    """
    ends = month_ends(looking.today, months)
    paths = _paths(looking, ends)
    steps = paths.mutate(step=ibis.range(0, months - 1).unnest())
    digits = [_digit(steps.path, steps.step + place, months) for place in (0, 1)]
    pairs = steps.select("step", "customers", before=_named(digits[0]), after=_named(digits[1]))
    pairs = pairs.filter(pairs.after != ABSENT)
    return pairs.group_by(["step", "before", "after"]).aggregate(customers=pairs.customers.sum())


def _paths(looking: Looking, ends: list[date]) -> Any:
    """Return how many customers went each way through all the ends: the states as the digits of one number.

    One number each instead of a row for each end: a million customers are put together in a tenth of the memory.
    """
    found = stays(looking.known())
    found = found.filter(
        found.business_on <= ibis.literal(ends[-1]), found.next_on.isnull() | (found.next_on > ibis.literal(ends[0]))
    )
    first = _place(found.business_on, ends).clip(lower=0)
    last = _place(found.next_on, ends).fill_null(len(ends)).clip(upper=len(ends)) - 1
    found = found.mutate(first=first, last=last)
    found = found.filter(found["first"] <= found["last"])
    found = found.mutate(place=ibis.range(found["first"], found["last"] + 1).unnest())
    day = ibis.array([ibis.literal(end) for end in ends])[found.place]
    code = _coded(state(found, day))
    weight = ibis.array([_BASE**place for place in range(len(ends))])[found.place]
    by_customer = found.group_by("customer_id").aggregate(path=(code * weight).sum())
    return by_customer.group_by("path").aggregate(customers=by_customer.count())


def _place(day: Any, ends: list[date]) -> Any:
    """Return the place among the ends of the first that is not before the day."""
    return 12 * (day.year() - ends[0].year) + day.month() - ends[0].month


def _coded(name: Any) -> Any:
    return ibis.cases(*((name == one, place) for place, one in enumerate(_CODES) if place), else_=0).cast("int64")


def _named(code: Any) -> Any:
    return ibis.cases(*((code == place, name) for place, name in enumerate(_CODES)), else_=ABSENT)


def _digit(path: Any, place: Any, places: int) -> Any:
    weight = ibis.array([_BASE**one for one in range(places)])[place]
    return (path // weight) % _BASE


RECENCY = ((0, 30), (31, 90), (91, 180), (181, 365), (366, None))
"""Days since the last visit, both ends within."""
FREQUENCY = ((25, None), (10, 24), (5, 9), (2, 4), (1, 1), (0, 0))
"""Visits in the period."""


def matrix(looking: Looking, since: date) -> Any:
    """Return by places in RECENCY and FREQUENCY: customers who ever came, and their revenue from a day to today."""
    rows = between(looking.known(), since, looking.today)
    spent = rows.group_by("customer_id").aggregate(
        revenue_cents=rows.total_cents.sum(), visits=(rows.total_cents >= 0).cast("int64").sum()
    )
    known = looking.figures()
    found = known.select("customer_id", "last_visit_on").left_join(spent, "customer_id")
    silence = days_between(found.last_visit_on, ibis.literal(looking.today)).clip(lower=0)
    found = found.select(
        "revenue_cents", recency=_band(silence, RECENCY), frequency=_band(found.visits.fill_null(0), FREQUENCY)
    )
    return found.group_by(["recency", "frequency"]).aggregate(
        customers=found.count(), revenue_cents=found.revenue_cents.sum().fill_null(0)
    )


def _band(number: Any, bands: tuple[tuple[int, int | None], ...]) -> Any:
    cases = [(number >= low) & (number <= high) if high is not None else number >= low for low, high in bands]
    return ibis.cases(*((case, place) for place, case in enumerate(cases)))
