"""What regulars stopped buying, against finding it in Python, and what the customer at the till misses."""

from datetime import date, timedelta
from itertools import pairwise
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.customers.models import Customer
from chaland.insight.buying import by_family
from chaland.insight.stopped import stopped, summed
from chaland.insight.usual import not_this_time
from chaland.stores.models import Category
from chaland.usecases.sales.record_receipts import record_receipts
from factories.baskets import TODAY, Line, lake_of
from factories.sales import NOON, line, open_shops, receipt

TOMORROW = TODAY + timedelta(days=1)


@st.composite
def habits(draw):
    """Lines of three customers on days that follow one another more or less regularly."""
    found, number = [], 0
    for customer in (1, 2, 3):
        for product in (1, 4):
            day = draw(st.integers(0, 200))
            for gap in draw(st.lists(st.integers(1, 60), max_size=8)):
                day, number = day + gap, number + 1
                quantity = draw(st.sampled_from((1000, 1000, 1000, -1000)))
                amount = draw(st.integers(0, 5000))
                found.append(Line(customer, draw(st.integers(1, 2)), day, number, product, quantity, amount))
    return found


def by_hand(lines, store, comers):
    found = {}
    here = [one for one in lines if store in (None, one.store) and one.days_ago < 730 and one.customer in comers]
    for customer, key in {(one.customer, one.family(1)) for one in here}:
        theirs = [one for one in here if (one.customer, one.family(1)) == (customer, key)]
        days = sorted({one.day for one in theirs if one.quantity_milli >= 0})
        if len(days) < 4:
            continue
        gaps = [(after - before).days for before, after in pairwise(days)]
        silence = (TODAY - days[-1]).days
        if silence >= 14 and silence > 2 * median(gaps) and silence > max(gaps):
            stake = sum(one.amount_cents for one in theirs if (days[-1] - one.day).days < 365)
            found[customer, key] = (len(days), median(gaps), days[-1], silence, stake)
    return found


@given(habits(), st.sampled_from((None, 1)))
@settings(deadline=None, max_examples=settings().max_examples // 8)
def test_who_stopped_equals_those_found_by_hand(lines, store):
    figures = [(1, store, TOMORROW), (2, store, TOMORROW), (3, store, TODAY), (2, 7, TODAY)]
    question = stopped(by_family(1), today=TODAY, store_id=store)
    found = lake_of(lines, figures).to_pyarrow(question)
    rows = found.to_pylist()
    expected = by_hand(lines, store, {1, 2})
    assert {
        (row["customer_id"], row["key"]): (
            row["days"],
            row["rhythm_days"],
            row["last_on"],
            row["silent_days"],
            row["stake_cents"],
        )
        for row in rows
    } == expected
    sums = {row["key"]: (row["people"], row["stake_cents"]) for row in summed(found)}
    assert sums == {
        key: (sum(k == key for _, k in expected), sum(row[4] for (_, k), row in expected.items() if k == key))
        for _, key in expected
    }


def sell(number, day, *families):
    lines = [line(name, category=name) for name in families]
    return receipt(str(number), customer="x:1", lines=lines, sold_at=NOON + timedelta(days=day))


@pytest.mark.django_db
def test_what_is_usual_due_and_missing_is_said():
    open_shops("lyon")
    often = [sell(number, 7 * number, "Pain", "Lait") for number in range(6)]
    seldom = [sell(10 + number, 7 * number + 1, "Sel") for number in range(3)]
    long_gone = [sell(20 + number, number - 60, "Glace") for number in range(5)]
    record_receipts([*often, *seldom, *long_gone], now=NOON + timedelta(days=60))
    customer, families = Customer.objects.get(reference="x:1"), dict(Category.objects.values_list("name", "pk"))
    due = date(2026, 3, 2) + timedelta(days=42)

    def missed(today=due, *, bought=()):
        return [(one.key, one.days, one.rhythm_days) for one in not_this_time(customer.pk, bought, today=today)]

    assert missed() == sorted([(families["Lait"], 6, 7), (families["Pain"], 6, 7)])
    assert missed(bought=[families["Pain"]]) == [(families["Lait"], 6, 7)]
    assert missed(due - timedelta(days=3)) == []
    assert missed(due + timedelta(days=20)) == []


@pytest.mark.django_db
def test_a_stranger_misses_nothing():
    assert not_this_time(1, (), today=TODAY, store_id=3) == []
