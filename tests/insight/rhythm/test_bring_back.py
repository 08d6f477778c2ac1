"""Whom to bring back, and what such a list was worth on past days: against counting in Python."""

import math
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight import bring_back
from chaland.insight.bring_back import CHOSEN, LATER_DAYS, RANKS, Group, back_test, groups, known_then, late_customers
from chaland.insight.looking import Looking
from chaland.sales.rules import rhythm
from chaland.warehouse.engine import run
from factories.lake_of_rows import Sold, rows_of, show

TODAY = date(2026, 11, 22)
DAY = timedelta(days=1)
slow = settings(max_examples=settings().max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture])


@st.composite
def histories(draw):
    """Receipts of a few customers of two stores, each on a habit of their own for a while."""
    sold = []
    for customer in range(1, draw(st.integers(2, 6))):
        usual, ago = draw(st.integers(1, 20)), draw(st.integers(0, 120))
        for _ in range(draw(st.integers(1, 25))):
            cents = draw(st.sampled_from((0, 1000, 2550, 9999, -700)))
            sold.append(Sold(customer, TODAY - ago * DAY, cents, draw(st.sampled_from((1, 1, 2)))))
            ago += usual + draw(st.integers(-1, 3))
    return [*sold, Sold(None, TODAY, 500)]


def seen(sales, store):
    return [one for one in sales if one.customer and store in (None, one.store)]


def by_hand(sales, store, contacted):
    found = {}
    for customer in {one.customer for one in seen(sales, store)} - contacted:
        theirs = [one for one in seen(sales, store) if one.customer == customer]
        days = sorted({one.day for one in theirs if one.cents >= 0})
        late_on = rhythm(days).late_on
        if late_on is None or late_on > TODAY:
            continue
        year = sum(one.cents for one in theirs if TODAY - one.day < 365 * DAY)
        pace = year * 365 / min(365, max(90, (TODAY - days[0]).days + 1))
        late, away = (TODAY - late_on).days + 1, (TODAY - days[-1]).days
        stake = math.floor(pace * late / away + 0.5)
        if stake > 0:
            found[customer] = (late, away, rhythm(days).usual_interval_days, stake)
    return found


@given(histories(), st.sampled_from((None, 1, 2)))
@slow
def test_late_customers_equal_those_found_by_hand(monkeypatch, sales, store):
    show(monkeypatch, **rows_of(sales, TODAY))
    rows = run(late_customers(Looking(TODAY, store))).to_pylist()
    found = {
        row["customer_id"]: tuple(row[name] for name in ("days_late", "days_away", "usual_interval_days"))
        for row in rows
    }
    expected = by_hand(sales, store, set())
    assert found == {customer: told[:3] for customer, told in expected.items()}
    assert all(abs(row["stake_cents"] - expected[row["customer_id"]][3]) <= 1 for row in rows)
    assert [row["stake_cents"] for row in rows] == sorted((row["stake_cents"] for row in rows), reverse=True)


WEEKLY = [Sold(1, TODAY - days * DAY, 5000, lines=((7, 3000), (8, 2000))) for days in range(60, 130, 7)]


@pytest.mark.parametrize(
    ("contact", "is_listed"),
    [
        ({"kind": "call", "occurred_at": datetime(2026, 11, 20, tzinfo=UTC)}, False),
        ({"kind": "call", "occurred_at": datetime(2026, 11, 1, tzinfo=UTC)}, True),
        ({"kind": "mailing", "occurred_at": datetime(2026, 11, 20, tzinfo=UTC)}, True),
        ({"kind": "call", "occurred_at": datetime(2026, 11, 20, tzinfo=UTC), "outcome": "cancelled"}, True),
        (
            {
                "kind": "appointment",
                "occurred_at": datetime(2026, 9, 1, tzinfo=UTC),
                "due_at": datetime(2026, 12, 1, tzinfo=UTC),
            },
            False,
        ),
        (
            {
                "kind": "call",
                "occurred_at": datetime(2026, 9, 1, tzinfo=UTC),
                "due_at": datetime(2026, 9, 2, tzinfo=UTC),
                "is_done": True,
            },
            True,
        ),
    ],
)
def test_who_was_contacted_lately_is_not_listed(monkeypatch, contact, is_listed):
    interaction = {"interaction_id": 1, "customer_id": 1, "outcome": "", "is_done": False, **contact}
    show(monkeypatch, **rows_of(WEEKLY, TODAY, interactions=[interaction]))
    assert run(late_customers(Looking(TODAY))).num_rows == is_listed


def test_favourites_are_the_families_of_most_receipts(monkeypatch):
    products = [{"product_id": 7, "category_id": 70}, {"product_id": 8, "category_id": 80}, {"product_id": 9}]
    more = [Sold(1, TODAY, 900, lines=((8, 900), (9, 100))), Sold(2, TODAY, -900, lines=((8, -900),))]
    show(monkeypatch, **rows_of([*WEEKLY, *more], TODAY, products=products))
    assert bring_back.favourites(Looking(TODAY), [1, 2]) == {1: [80, 70]}


def then_by_hand(sales, on):
    """Return what was known of each customer on a past day, and what came."""
    found = {}
    for customer in sorted({one.customer for one in seen(sales, None)}):
        theirs = [one for one in seen(sales, None) if one.customer == customer]
        known = [one for one in theirs if one.day <= on]
        days = sorted({one.day for one in known if one.cents >= 0})
        if not days:
            continue
        habit = rhythm(days)
        after = [one for one in theirs if on < one.day <= on + LATER_DAYS * DAY]
        back = min(((one.day - on).days for one in after if one.cents >= 0), default=math.inf)
        year = sum(one.cents for one in known if on - one.day < 365 * DAY)
        known_days = min(365, max(90, (on - days[0]).days + 1))
        is_late = habit.late_on is not None and habit.late_on <= on
        found[customer] = (
            is_late,
            (on - days[-1]).days,
            back,
            sum(one.cents for one in after),
            year * 365 / known_days,
        )
    return found


@given(histories(), st.integers(0, 200))
@slow
def test_a_past_day_knows_only_what_was_known(monkeypatch, sales, ago):
    show(monkeypatch, **rows_of(sales, TODAY))
    on = TODAY - ago * DAY
    columns = known_then(Looking(TODAY), on)
    names = ("is_late", "days_away", "back", "later", "pace")
    found = [tuple(columns[name][place] for name in names) for place in range(len(columns["back"]))]
    expected = list(then_by_hand(sales, on).values())
    assert [row[:4] for row in found] == [row[:4] for row in expected]
    assert [row[4] for row in found] == pytest.approx([row[4] for row in expected])


def test_groups_of_a_past_day_are_of_equal_length(monkeypatch):
    """Four come weekly: one goes on, two stop in June, one came back after 40 days; one stopped long before."""
    habit = range(0, 140, 7)
    begun = date(2026, 1, 5)
    sales = [Sold(who, begun + days * DAY, 1000 * who) for who in (1, 2, 3, 4) for days in habit]
    sales += [Sold(1, begun + days * DAY, 1000) for days in range(140, 322, 7)]
    sales += [Sold(5, begun + days * DAY, 100) for days in range(0, 60, 7)]
    on = begun + 180 * DAY
    sales += [Sold(4, on + 40 * DAY, 700)]
    show(monkeypatch, **rows_of(sales, TODAY))
    found = groups(known_then(Looking(TODAY), on), RANKS[CHOSEN])
    assert {name: (group.people, group.back_soon, group.back_later) for name, group in found.items()} == {
        "on_time": (1, 1, 1),
        "late": (4, 0, 1),
        "listed": (1, 0, 1),
        "naive": (1, 0, 0),
    }
    assert found["late"].actual_cents == 700
    assert found["listed"].expected_cents == round(20 * 4000 * 365 / 181 * 60 / 365)


def test_back_test_needs_half_a_year_before_and_two_months_after(monkeypatch):
    sales = [Sold(1, TODAY - days * DAY) for days in range(0, 365, 7)]
    show(monkeypatch, **rows_of(sales, TODAY))
    assert [day.on for day in back_test(Looking(TODAY))] == [TODAY - days * DAY for days in (180, 150, 120, 90, 60)]
    assert back_test(Looking(TODAY, 9)) == []
    show(monkeypatch, **rows_of(sales[:30], TODAY))
    assert back_test(Looking(TODAY)) == []


def test_who_was_called_after_the_past_day_is_left_out(monkeypatch):
    called = [
        {
            "interaction_id": 1,
            "customer_id": 1,
            "kind": "call",
            "outcome": "",
            "occurred_at": datetime(2026, 10, 1, tzinfo=UTC),
        }
    ]
    show(monkeypatch, **rows_of(WEEKLY, TODAY, interactions=called))
    assert len(known_then(Looking(TODAY), date(2026, 9, 20))["back"]) == 0
    assert len(known_then(Looking(TODAY), date(2026, 10, 1))["back"]) == 1


def test_groups_add_up():
    assert Group(1, 1, 1, 500, 200) + Group(2, 0, 1, 100, 300) == Group(3, 1, 2, 600, 500)
    assert (Group(3, 1, 2, 600, 500)).lost_cents == 100
