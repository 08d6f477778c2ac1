"""The year of a family, against adding up in Python."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.insight.buying import Buying, by_family
from chaland.insight.seasons import days_of, seasons, sold, whole_years, windows
from factories.baskets import TODAY, answer, receipts, some

SINCE = TODAY - timedelta(days=800)


def part_of(day, step):
    return day.month if step == "month" else day.isocalendar()[1]


@given(
    receipts(most_days=900),
    st.sampled_from((None, 1)),
    st.sampled_from((None, (1, 2))),
    st.sampled_from(("month", "week")),
)
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_revenue_by_part_of_the_year_equals_that_added_up_by_hand(lines, store, people, step):
    buying = Buying(SINCE, TODAY, store, None if people is None else some(*people))
    expected = {}
    for one in lines:
        if one.day >= SINCE and store in (None, one.store) and (people is None or one.customer in people):
            place = one.family(1), part_of(one.day, step)
            cents, count = expected.get(place, (0, 0))
            expected[place] = cents + one.amount_cents, count + 1
    found = answer(lines, sold(buying, by_family(1), step))
    assert {(row["key"], row["part"]): (row["revenue_cents"], row["lines"]) for row in found} == expected


@given(st.dates(date(2020, 1, 1), date(2026, 1, 1)), st.integers(0, 1100), st.sampled_from(("month", "week")))
def test_windows_of_all_parts_are_all_the_days_once(first_on, length, step):
    last_on = first_on + timedelta(days=length)
    days = [
        start + timedelta(days=place)
        for part in range(1, 54)
        for start, end in windows(part, first_on, last_on, step)
        for place in range((end - start).days + 1)
    ]
    assert sorted(days) == [first_on + timedelta(days=place) for place in range(length + 1)]
    assert sum(days_of(first_on, last_on, step).values()) == length + 1


def test_a_month_is_compared_by_its_days():
    first_on, last_on = date(2025, 11, 1), date(2026, 10, 31)
    rows = [
        {"key": "a", "part": 2, "revenue_cents": 2800, "lines": 30},
        {"key": "a", "part": 1, "revenue_cents": 3100, "lines": 30},
        {"key": "b", "part": 1, "revenue_cents": -5, "lines": 59},
        {"key": "c", "part": 1, "revenue_cents": 5, "lines": 59},
    ]
    found, few = seasons(rows, first_on, last_on, "month")
    assert (found.key, found.is_sure, few.key, few.is_sure) == ("a", True, "c", False)
    assert found.revenue_cents == 5900
    assert found.indexes[1] == pytest.approx(found.indexes[2])
    assert found.indexes[1] == pytest.approx(100 * 100 / (5900 / 365))
    assert found.indexes[3] == 0


def test_years_are_whole_and_at_most_three():
    assert whole_years(date(2019, 1, 1), TODAY) == (date(2023, 11, 27), TODAY)
    assert whole_years(TODAY - timedelta(days=363), TODAY) == (TODAY - timedelta(days=363), TODAY)
    assert whole_years(TODAY - timedelta(days=362), TODAY) is None
    assert whole_years(TODAY + timedelta(days=800), TODAY) is None
    assert whole_years(None, TODAY) is None
