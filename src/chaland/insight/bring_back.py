"""Whom to bring back: customers late on their own habit, by the euros at stake; and what such a list is worth.

At stake = a year's revenue at the customer's pace × days late ÷ days since the last visit: the share of the silence
that their habit does not explain. Why this rank: see `bench bring_back`, which tries others on past days.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import ibis
import numpy as np
from numpy.typing import NDArray

from chaland.insight.looking import LEAST_KNOWN_DAYS, YEAR_DAYS, Looking, between, days_from
from chaland.warehouse.engine import run, table

SOON_DAYS, LATER_DAYS = 30, 60
NAIVE_DAYS = 90
# A past day is judged by half a year before it at least, and by the two months after it.
LEAST_HISTORY_DAYS = 180
BETWEEN_TESTS_DAYS = 30
MOST_TESTS = 6
# Beyond so many customers the test is of one in two, in three…
MOST_TESTED = 50_000
CONTACTED_DAYS = 14
CONTACTS = ("call", "appointment", "visit", "social")
FAVOURITES = 3
_NEEDED_GAPS = 3

Columns = Mapping[str, NDArray[Any]]
Rank = Callable[[Columns], NDArray[np.float64]]


def late_customers(looking: Looking) -> Any:
    """Return who is late today and not lately contacted, a row each, the most euros at stake first.

    Columns: customer_id, last_visit_on, usual_interval_days, days_late (1 on the first day), days_away,
    average_basket_cents, pace_cents (a year's revenue), stake_cents. Who is worth nothing is left out.
    """
    figures, today = looking.figures(), ibis.literal(looking.today)
    late = figures.filter(figures.late_on <= looking.today)
    late = late.anti_join(_contacted(looking), "customer_id").inner_join(_year(looking), "customer_id")
    days_away, days_late = days_from(late.last_visit_on, today), days_from(late.late_on, today) + 1
    pace = _pace(late.revenue, days_from(late.first_visit_on, today) + 1)
    rows = late.select(
        "customer_id",
        "last_visit_on",
        "usual_interval_days",
        "average_basket_cents",
        days_late=days_late,
        days_away=days_away,
        pace_cents=pace.round().cast("int64"),
        stake_cents=(pace * days_late / days_away).round().cast("int64"),
    )
    return rows.filter(rows.stake_cents > 0).order_by(ibis.desc(rows.stake_cents), rows.customer_id)


def favourites(looking: Looking, customer_ids: Sequence[int]) -> dict[int, list[int]]:
    """Return the families each of them bought on the most receipts, at most three, the most bought first."""
    lines, products = looking.known("lines"), table("products")
    theirs = lines.filter(lines.customer_id.isin(customer_ids), lines.quantity_milli > 0)
    bought = theirs.inner_join(products, "product_id")
    bought = bought.filter(bought.category_id.notnull())
    counted = bought.group_by("customer_id", "category_id").aggregate(times=bought.receipt_id.nunique())
    order = ibis.window(group_by="customer_id", order_by=[ibis.desc(counted.times), counted.category_id])
    placed = counted.mutate(place=ibis.row_number().over(order))
    found: dict[int, list[int]] = {}
    for row in run(placed.filter(placed.place < FAVOURITES).order_by("customer_id", "place")).to_pylist():
        found.setdefault(row["customer_id"], []).append(row["category_id"])
    return found


def _contacted(looking: Looking) -> Any:
    """Return who was called or met lately, or is to be: they are being dealt with."""
    rows = table("interactions")
    since = looking.today - timedelta(days=CONTACTED_DAYS)
    planned = rows.due_at.notnull() & ~rows.is_done
    dealt_with = rows.kind.isin(CONTACTS) & (rows.outcome != "cancelled") & (planned | (rows.occurred_at >= since))
    return rows.filter(dealt_with).select("customer_id").distinct()


def _year(looking: Looking) -> Any:
    rows = between(looking.known(), looking.a_year_ago, looking.today)
    return rows.group_by("customer_id").aggregate(revenue=rows.total_cents.sum())


def _pace(revenue: Any, known_days: Any) -> Any:
    return revenue * YEAR_DAYS / known_days.clip(lower=LEAST_KNOWN_DAYS, upper=YEAR_DAYS)


@dataclass(frozen=True, slots=True)
class Group:
    """Customers of a past day, and what they did afterwards without being called.

    back_soon, back_later: how many came within 30 and within 60 days. expected_cents: their revenue in 60 days at the
    pace known then; actual_cents: what it was.
    """

    people: int = 0
    back_soon: int = 0
    back_later: int = 0
    expected_cents: int = 0
    actual_cents: int = 0

    @property
    def lost_cents(self) -> int:
        """What did not come of what was expected; below zero when more came."""
        return self.expected_cents - self.actual_cents

    def __add__(self, other: "Group") -> "Group":
        return Group(
            self.people + other.people,
            self.back_soon + other.back_soon,
            self.back_later + other.back_later,
            self.expected_cents + other.expected_cents,
            self.actual_cents + other.actual_cents,
        )


@dataclass(frozen=True, slots=True)
class PastDay:
    """One past day: the groups by name. on_time, late: by the rule; listed, naive: as many of each, ranked."""

    on: date
    groups: Mapping[str, Group]


RANKS: Mapping[str, Rank] = {
    "pace × days late ÷ days away": lambda c: c["pace"] * c["days_late"] / np.maximum(c["days_away"], 1),
    "pace × days late": lambda c: c["pace"] * c["days_late"],
    "pace × intervals away": lambda c: c["pace"] * c["days_away"] / c["usual"],
    "pace": lambda c: c["pace"],
    "baskets missed": lambda c: c["basket"] * c["days_late"] / c["usual"],
    "days late": lambda c: c["days_late"],
}
CHOSEN = "pace × days late ÷ days away"


def test_days(looking: Looking) -> list[date]:
    """Return the past days that can be judged: the latest 60 days ago, each 30 before the next, the oldest first."""
    days = looking.rows("receipts").business_on
    found = run(days.as_table().aggregate(first=days.min(), last=days.max())).to_pylist()[0]
    if found["first"] is None:
        return []
    last = min(found["last"], looking.today) - timedelta(days=LATER_DAYS)
    wanted = [last - timedelta(days=BETWEEN_TESTS_DAYS * place) for place in range(MOST_TESTS)]
    return [day for day in reversed(wanted) if (day - found["first"]).days >= LEAST_HISTORY_DAYS]


def back_test(looking: Looking, *, rank: str = CHOSEN) -> list[PastDay]:
    """Make the list on past days with what was known then, and look at what came after; empty of too short a history.

    `on_time` and `late` are all who had a rhythm; `listed` and `naive` are lists of one length: late by rank, and away
    for more than 90 days by the revenue of their year.
    """
    step = _step(looking)
    return [PastDay(on, groups(known_then(looking, on, step), RANKS[rank])) for on in test_days(looking)]


def _step(looking: Looking) -> int:
    customers: int = run(looking.figures().count().name("n"))["n"][0].as_py()
    return -(-customers // MOST_TESTED) or 1


def groups(columns: Columns, rank: Rank) -> dict[str, Group]:
    """Put the customers of a past day into groups."""
    late, naive = columns["is_late"], columns["days_away"] > NAIVE_DAYS
    length = int(min(late.sum(), naive.sum()))
    return {
        "on_time": _group(columns, columns["has_rhythm"] & ~late),
        "late": _group(columns, late),
        "listed": _group(columns, _first(late, rank(columns), length)),
        "naive": _group(columns, _first(naive, columns["revenue"], length)),
    }


def _first(among: NDArray[Any], rank: NDArray[Any], length: int) -> NDArray[Any]:
    """Return which rows come first by rank; of equals, those of the lowest place."""
    places = np.flatnonzero(among)
    chosen = np.zeros(len(among), dtype=bool)
    chosen[places[np.argsort(-rank[places], kind="stable")[:length]]] = True
    return chosen


def _group(columns: Columns, which: NDArray[Any]) -> Group:
    back = columns["back"][which]
    return Group(
        int(which.sum()),
        int((back <= SOON_DAYS).sum()),
        int((back <= LATER_DAYS).sum()),
        round(float(columns["pace"][which].sum()) * LATER_DAYS / YEAR_DAYS),
        int(columns["later"][which].sum()),
    )


def known_then(looking: Looking, on: date, step: int = 1) -> Columns:
    """Return the customers of a past day, by customer_id: what was known then, and what came in the 60 days after.

    back: days until the next visit, infinite if none. later: cents. Who was called or met in those days is left out.
    """
    after = on + timedelta(days=LATER_DAYS)
    receipts = looking.known()
    receipts = receipts.filter(receipts.customer_id % step == 0) if step > 1 else receipts
    before = receipts.filter(receipts.business_on <= on)
    rows = _habits(before.filter(before.total_cents >= 0), on)
    year = between(before, on - timedelta(days=YEAR_DAYS - 1), on)
    spent = year.group_by("customer_id").aggregate(revenue=year.total_cents.sum())
    rows = _beside(rows, spent, "spent")
    rows = _beside(rows, _afterwards(receipts, on, after), "after")
    rows = rows.anti_join(_met(on, after), "customer_id").order_by("customer_id")
    return _numbers(run(rows, fresh=False))


def _habits(visits: Any, on: date) -> Any:
    """Return each customer's habit from their visits up to a day: that of the live figures, on that day."""
    days = visits.select("customer_id", "business_on", "total_cents")
    days = days.group_by("customer_id", "business_on").aggregate(spent=days.total_cents.sum(), visits=days.count())
    by_day = ibis.window(group_by="customer_id", order_by="business_on")
    days = days.mutate(gap=days_from(days.business_on.lag().over(by_day), days.business_on))
    gaps = days.gap.cast("float64")
    habits = days.group_by("customer_id").aggregate(
        first_on=days.business_on.min(),
        last_on=days.business_on.max(),
        visits=days.visits.sum(),
        spent=days.spent.sum(),
        gaps=gaps.count(),
        usual=gaps.quantile(0.5),
        third=gaps.quantile(0.75),
    )
    late_after = ibis.greatest(2 * habits.usual, habits.third).floor() + 1
    away = days_from(habits.last_on, ibis.literal(on))
    return habits.select(
        "customer_id",
        usual=habits.usual,
        has_rhythm=habits.gaps >= _NEEDED_GAPS,
        days_away=away,
        days_late=away - late_after + 1,
        basket=habits.spent / habits.visits,
        known_days=days_from(habits.first_on, ibis.literal(on)) + 1,
    )


def _afterwards(receipts: Any, on: date, after: date) -> Any:
    rows = receipts.filter(receipts.business_on > on, receipts.business_on <= after)
    return rows.group_by("customer_id").aggregate(
        later=rows.total_cents.sum(),
        next_on=rows.business_on.min(where=rows.total_cents >= 0),
    ).mutate(back=days_from(ibis.literal(on), ibis._.next_on)).drop("next_on")  # fmt: skip


def _met(on: date, after: date) -> Any:
    rows = table("interactions")
    then = (rows.occurred_at >= on + timedelta(days=1)) & (rows.occurred_at < after + timedelta(days=1))
    return rows.filter(rows.kind.isin(CONTACTS), then).select("customer_id").distinct()


def _beside(rows: Any, more: Any, name: str) -> Any:
    return rows.left_join(more.rename({name: "customer_id"}), [("customer_id", name)]).drop(name)


def _numbers(found: Any) -> Columns:
    columns = {name: found[name].to_numpy(zero_copy_only=False) for name in found.column_names}
    numbers = {name: column.astype(float) for name, column in columns.items() if name != "has_rhythm"}
    revenue = np.nan_to_num(numbers["revenue"])
    known_days = np.clip(numbers["known_days"], LEAST_KNOWN_DAYS, YEAR_DAYS)
    has_rhythm = columns["has_rhythm"].astype(bool)
    return {
        **numbers,
        "has_rhythm": has_rhythm,
        "is_late": has_rhythm & (numbers["days_late"] >= 1),
        "revenue": revenue,
        "pace": revenue * YEAR_DAYS / known_days,
        "later": np.nan_to_num(numbers["later"]),
        "back": np.where(np.isnan(numbers["back"]), np.inf, numbers["back"]),
    }
