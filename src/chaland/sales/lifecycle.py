"""Where customers stand in their life with the shop, on any day, each against their own rhythm.

A customer's interval is the mean of the days between their visit days so far. Until they came on three days it is not
known, and counts as 60 days; it never counts as less than a week, for shops close and people travel. The first of
these that holds is the state:

lost: silent for more than six intervals. asleep: for more than three.
back: the last visit ended a silence of more than three of the intervals that were theirs before it.
new: came on one or two days so far.
slowing: silent for more than two intervals, or the last three intervals are a fifth longer than all of theirs.
growing: the last three intervals are a fifth shorter. regular: everybody else.

Sources: each one's own latency as the yardstick is Novo's (Drilling Down, 2004). Visits that fall by chance at a
customer's own rate leave three intervals empty once in twenty times, six once in four hundred (e^-3, e^-6): the
Poisson visits of Ehrenberg (Repeat-Buying, 1972).
"""

from datetime import date
from typing import Any

import ibis

STATES = ("new", "growing", "regular", "slowing", "asleep", "lost", "back")
UNKNOWN_INTERVAL_DAYS = 60
LEAST_INTERVAL_DAYS = 7
KNOWN_FROM_DAYS = 3
RECENT_GAPS = 3
CHANGE_NEEDS_DAYS = 5
SLOW_AFTER, ASLEEP_AFTER, LOST_AFTER = 2, 3, 6
STEADY_WITHIN = 0.2


def stays(receipts: Any) -> Any:
    """Return a row for each day that a customer came, with what was known of their visits then.

    receipts: those that are looked at. nth: of the customer's visit days. first_on; before_on and recent_on: one and
    three visit days before; next_on: the next one; all null where there is none.
    """
    visits = receipts.filter(receipts.customer_id.notnull(), receipts.total_cents >= 0)
    by_day = ibis.window(group_by="customer_id", order_by="business_on")
    # Putting the visits in order and leaving out those on the day of the one before costs less than telling them apart.
    days = visits.select("customer_id", "business_on", earlier_on=visits.business_on.lag(1).over(by_day))
    days = days.filter(days.earlier_on.isnull() | (days.earlier_on != days.business_on)).drop("earlier_on")
    return days.mutate(
        nth=ibis.row_number().over(by_day) + 1,
        first_on=days.business_on.first().over(by_day),
        before_on=days.business_on.lag(1).over(by_day),
        recent_on=days.business_on.lag(RECENT_GAPS).over(by_day),
        next_on=days.business_on.lead(1).over(by_day),
    )


def standing(receipts: Any, day: date) -> Any:
    """Return of `stays` the row of each customer that holds on this day, without `next_on`; who came later has none.

    Found from the latest visit backwards, in one pass: half the work of `stays`.
    """
    visits = receipts.filter(
        receipts.customer_id.notnull(), receipts.total_cents >= 0, receipts.business_on <= ibis.literal(day)
    )
    backwards = ibis.window(group_by="customer_id", order_by=ibis.desc("business_on"))
    days = visits.select("customer_id", "business_on", back=ibis.dense_rank().over(backwards))
    return days.group_by("customer_id").aggregate(
        nth=days.back.max() + 1,
        first_on=days.business_on.min(),
        business_on=days.business_on.max(),
        before_on=days.business_on.max(where=days.back == 1),
        recent_on=days.business_on.max(where=days.back == RECENT_GAPS),
    )


def state(found: Any, day: Any) -> Any:
    """Return the state of rows of `stays` on a day within each stay, as text."""
    last = found.business_on
    silence, interval = days_between(last, day), interval_days(found)
    recent = days_between(found.recent_on, last) / RECENT_GAPS
    mean = days_between(found.first_on, last) / (found.nth - 1).nullif(0)
    is_known = found.nth >= CHANGE_NEEDS_DAYS
    return ibis.cases(
        (silence > LOST_AFTER * interval, "lost"),
        (silence > ASLEEP_AFTER * interval, "asleep"),
        (days_between(found.before_on, last) > ASLEEP_AFTER * _interval_before(found), "back"),
        (found.nth < KNOWN_FROM_DAYS, "new"),
        ((silence > SLOW_AFTER * interval) | (is_known & (recent > (1 + STEADY_WITHIN) * mean)), "slowing"),
        (is_known & (recent < (1 - STEADY_WITHIN) * mean), "growing"),
        else_="regular",
    )


def interval_days(found: Any) -> Any:
    """Return the interval of the customer from this visit day on."""
    return _interval(days_between(found.first_on, found.business_on), found.nth)


def _interval_before(found: Any) -> Any:
    return _interval(days_between(found.first_on, found.before_on), found.nth - 1)


def _interval(days: Any, visit_days: Any) -> Any:
    own = ibis.greatest(days / (visit_days - 1).nullif(0), float(LEAST_INTERVAL_DAYS))
    return (visit_days >= KNOWN_FROM_DAYS).ifelse(own, float(UNKNOWN_INTERVAL_DAYS))


def days_between(earlier: Any, later: Any) -> Any:
    """Return the days from one day to the other."""
    return later.delta(earlier, unit="day")
