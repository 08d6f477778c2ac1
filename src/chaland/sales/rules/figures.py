"""What the figures of a customer are, and what their rhythm says."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from chaland.kernel.money import Cents

Sale = tuple[datetime, date, Cents]
"""When it was sold, on which business day, for how much."""

YEAR = timedelta(days=365)
_ONE_DAY = timedelta(days=1)
RHYTHM_NEEDS_GAPS = 3
CHANGE_NEEDS_GAPS = 6
RECENT_GAPS = 3
STEADY_WITHIN = 0.2


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a customer comes, from the days between one visit day and the next.

    usual_interval_days: median of all gaps. None below three gaps (so with None the rest is None too).
    recent_interval_days: median of the last three gaps. None below six.
    interval_change: recent against usual, -0.4 for intervals 40 % shorter. None below six gaps.
    late_on: the day from which the customer is late on their own habit.
    very_late_on: the day from which they are very late.
    """

    usual_interval_days: float | None = None
    recent_interval_days: float | None = None
    interval_change: float | None = None
    late_on: date | None = None
    very_late_on: date | None = None


NO_RHYTHM = Rhythm()


@dataclass(frozen=True, slots=True)
class CustomerFigures:
    """The figures of one customer, overall or in one store. Money in cents.

    receipts: all of them, returns included.
    revenue_cents: sum of totals, returns deducted.
    visits: receipts that are no return (total of zero or more: a free receipt is a visit).
    average_basket_cents: revenue / visits, halves rounded up. None before the first visit.
    visit_interval_days: (last visit − first visit) in days / (visits − 1). None below two visits.
    revenue_12m_cents, visits_12m: the 365 days that end on the clock's day, which is included.
    revenue_prior_12m_cents, visits_prior_12m: the 365 days before those.
    """

    receipts: int = 0
    revenue_cents: Cents = 0
    visits: int = 0
    average_basket_cents: Cents | None = None
    visit_interval_days: float | None = None
    first_visit_at: datetime | None = None
    last_visit_at: datetime | None = None
    revenue_12m_cents: Cents = 0
    visits_12m: int = 0
    revenue_prior_12m_cents: Cents = 0
    visits_prior_12m: int = 0
    rhythm: Rhythm = NO_RHYTHM


def is_visit(total_cents: Cents) -> bool:
    """Tell whether a receipt counts as a visit: it takes nothing back on balance."""
    return total_cents >= 0


def figures(sales: Sequence[Sale], *, as_of: date) -> CustomerFigures:
    """Compute the figures from sales in any order; twelve-month windows end on `as_of`.

    >>> day = date(2026, 1, 1)
    >>> sold = [(datetime(2026, 1, 1), day, 2000), (datetime(2026, 1, 11), date(2026, 1, 11), 3001)]
    >>> result = figures(sold, as_of=date(2026, 2, 1))
    >>> result.revenue_cents, result.visits, result.average_basket_cents, result.visit_interval_days
    (5001, 2, 2501, 10.0)
    """
    visits = [sale for sale in sales if sale[2] >= 0]
    revenue = sum([total for _, _, total in sales])
    this_year = _window(sales, after=as_of - YEAR, until=as_of)
    year_before = _window(sales, after=as_of - 2 * YEAR, until=as_of - YEAR)
    moments = [sold_at for sold_at, _, _ in visits]
    first, last = min(moments, default=None), max(moments, default=None)
    return CustomerFigures(
        receipts=len(sales),
        revenue_cents=revenue,
        visits=len(visits),
        average_basket_cents=_average_basket(revenue, len(visits)),
        visit_interval_days=_visit_interval(first, last, len(visits)),
        first_visit_at=first,
        last_visit_at=last,
        revenue_12m_cents=this_year[0],
        visits_12m=this_year[1],
        revenue_prior_12m_cents=year_before[0],
        visits_prior_12m=year_before[1],
        rhythm=rhythm([day for _, day, _ in visits]),
    )


def figures_with(before: CustomerFigures, sales: Sequence[Sale], *, as_of: date) -> CustomerFigures:
    """Return the figures once further sales are added: those of `figures`, without a look at the sales before.

    `before` has the same `as_of`. Each visit added must fall on a day that had one: the rhythm stays what it was.
    """
    added = figures(sales, as_of=as_of)
    revenue, visits = before.revenue_cents + added.revenue_cents, before.visits + added.visits
    first = min(filter(None, (before.first_visit_at, added.first_visit_at)), default=None)
    last = max(filter(None, (before.last_visit_at, added.last_visit_at)), default=None)
    return CustomerFigures(
        receipts=before.receipts + added.receipts,
        revenue_cents=revenue,
        visits=visits,
        average_basket_cents=_average_basket(revenue, visits),
        visit_interval_days=_visit_interval(first, last, visits),
        first_visit_at=first,
        last_visit_at=last,
        revenue_12m_cents=before.revenue_12m_cents + added.revenue_12m_cents,
        visits_12m=before.visits_12m + added.visits_12m,
        revenue_prior_12m_cents=before.revenue_prior_12m_cents + added.revenue_prior_12m_cents,
        visits_prior_12m=before.visits_prior_12m + added.visits_prior_12m,
        rhythm=before.rhythm,
    )


def _average_basket(revenue: Cents, visits: int) -> Cents | None:
    return (2 * revenue + visits) // (2 * visits) if visits else None


def _visit_interval(first: datetime | None, last: datetime | None, visits: int) -> float | None:
    return (last - first) / _ONE_DAY / (visits - 1) if first and last and visits > 1 else None


def _window(sales: Sequence[Sale], *, after: date, until: date) -> tuple[Cents, int]:
    totals = [total for _, day, total in sales if after < day <= until]
    return sum(totals), len([total for total in totals if total >= 0])


def rhythm(days: Iterable[date]) -> Rhythm:
    """Read a customer's own habit from the days they came, in any order; two visits in a day count once.

    Late: away longer than twice the usual interval, and longer than three gaps in four of theirs.
    Very late: longer than three times the usual, and beyond the upper fence of their gaps.
    Sources: the fence is Tukey's (Exploratory Data Analysis, 1977: third quartile + 1.5 times the
    interquartile range); measuring lateness by each one's own latency is Novo's (Drilling Down, 2004).

    >>> rhythm([date(2026, 1, day) for day in (1, 8, 15, 22)]).late_on
    datetime.date(2026, 2, 6)
    """
    ordered = sorted(set(days))
    if len(ordered) <= RHYTHM_NEEDS_GAPS:
        return NO_RHYTHM
    gaps = [(after - before).days for before, after in pairwise(ordered)]
    first_quartile, usual, third_quartile = _quartiles(gaps)
    fence = third_quartile + 1.5 * (third_quartile - first_quartile)
    recent = _quartiles(gaps[-RECENT_GAPS:])[1] if len(gaps) >= CHANGE_NEEDS_GAPS else None
    return Rhythm(
        usual_interval_days=usual,
        recent_interval_days=recent,
        interval_change=None if recent is None else recent / usual - 1,
        late_on=ordered[-1] + timedelta(days=math.floor(max(2 * usual, third_quartile)) + 1),
        very_late_on=ordered[-1] + timedelta(days=math.floor(max(3 * usual, fence)) + 1),
    )


def _quartiles(values: Sequence[int]) -> tuple[float, float, float]:
    """Return the three quartiles of two values or more, the inclusive method, the second being the median.

    `statistics.quantiles` gives the same in ten times the time, and every receipt asks for them.

    >>> _quartiles([7, 1, 3, 4])
    (2.5, 3.5, 4.75)
    """
    ordered = sorted(values)
    first, second, third = (_between(ordered, *divmod(quarter * (len(ordered) - 1), 4)) for quarter in (1, 2, 3))
    return first, second, third


def _between(ordered: Sequence[int], place: int, quarters: int) -> float:
    low = ordered[place]
    return (low * (4 - quarters) + ordered[place + 1] * quarters) / 4 if quarters else float(low)


def rhythm_state(*, late_on: date | None, very_late_on: date | None, today: date) -> str:
    """Say where a customer stands today: unknown, on_time, late or very_late.

    >>> rhythm_state(late_on=date(2026, 2, 6), very_late_on=date(2026, 2, 13), today=date(2026, 2, 6))
    'late'
    """
    if late_on is None or very_late_on is None:
        return "unknown"
    if today >= very_late_on:
        return "very_late"
    return "late" if today >= late_on else "on_time"


def rhythm_trend(interval_change: float | None) -> str:
    """Say where the interval goes: unknown, more_often, steady or less_often (beyond a fifth either way).

    >>> rhythm_trend(-0.4)
    'more_often'
    """
    if interval_change is None:
        return "unknown"
    if interval_change < -STEADY_WITHIN:
        return "more_often"
    return "less_often" if interval_change > STEADY_WITHIN else "steady"
