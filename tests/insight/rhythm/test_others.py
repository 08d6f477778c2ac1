"""Sellers, hours, collection and frequency, against counting in Python."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight import frequency
from chaland.insight.collection import Collected, collected
from chaland.insight.frequency import Comparables, attainable, find_comparables, frequencies
from chaland.insight.hours import Hour, by_hour
from chaland.insight.looking import Looking
from chaland.insight.sellers import Takings, takings
from chaland.sales.rules import rhythm
from chaland.warehouse.engine import run, table
from factories.lake_of_rows import Sold, rows_of, show

TODAY = date(2026, 11, 22)
FIRST = date(2026, 8, 15)
DAY = timedelta(days=1)
slow = settings(max_examples=settings().max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
sales = st.lists(
    st.builds(
        Sold,
        st.sampled_from((1, 1, 1, 2, 3, None)),
        st.integers(0, 130).map(lambda ago: TODAY - ago * DAY),
        st.sampled_from((0, 1000, 2551, -700)),
        st.sampled_from((1, 1, 2)),
        st.sampled_from((5, 6, None)),
        st.integers(8, 20),
        st.sampled_from(((), ((11, 300),), ((11, 300), (22, 0), (22, -1)))),
    ),
    max_size=40,
)
stores = st.sampled_from((None, 1, 2))
last_days = st.sampled_from((TODAY, TODAY - 20 * DAY))


def within(sold, store, last):
    return [one for one in sold if FIRST <= one.day <= last and store in (None, one.store)]


def takings_by_hand(sold, store, last, who):
    cells = defaultdict(list)
    for one in within(sold, store, last):
        cells[getattr(one, who), one.day.replace(day=1)].append(one)
    return {
        key: Takings(
            len(rows),
            sum(one.cents >= 0 for one in rows),
            sum(one.cents for one in rows),
            sum(one.customer is not None for one in rows),
            *kept_by_hand(rows, [one for one in sold if store in (None, one.store)]),
            sum(cents >= 0 for one in rows if one.cents >= 0 for _, cents in one.lines),
        )
        for key, rows in cells.items()
    }


def kept_by_hand(rows, seen):
    due = kept = 0
    for customer in {one.customer for one in rows if one.customer and one.cents >= 0}:
        days = sorted({one.day for one in seen if one.customer == customer and one.cents >= 0})
        usual = rhythm(days).usual_interval_days
        served = min(one.day for one in rows if one.customer == customer and one.cents >= 0)
        if usual is None or (TODAY - served).days < usual:
            continue
        due += 1
        kept += any(0 < (day - served).days <= usual for day in days)
    return due, kept


@given(sales, stores, last_days, st.sampled_from(("seller", "store")))
@slow
def test_takings_equal_those_counted_by_hand(monkeypatch, sold, store, last, who):
    show(monkeypatch, **rows_of(sold, TODAY))
    assert takings(Looking(TODAY, store), FIRST, last, f"{who}_id") == takings_by_hand(sold, store, last, who)


def test_takings_add_up():
    total = Takings(3, 2, 1001, 1, 2, 1) + Takings(1, 0, -1, 1)
    assert total == Takings(4, 2, 1000, 2, 2, 1)
    assert (total.basket_cents, total.card_share, total.kept_share) == (500, 0.5, 0.5)
    assert (Takings(0, 0, 0, 0).basket_cents, Takings(0, 0, 0, 0).card_share, Takings(0, 0, 0, 0).kept_share) == (
        None,
    ) * 3


@given(sales, stores, last_days, st.booleans())
@slow
def test_hours_equal_those_counted_by_hand(monkeypatch, sold, store, last, of_some):
    show(monkeypatch, **rows_of(sold, TODAY, customers=[{"customer_id": 1}]))
    cells = defaultdict(list)
    for one in within(sold, store, last):
        if not of_some or one.customer == 1:
            cells[one.day.weekday(), one.hour].append(one.cents)
    expected = {key: Hour(sum(one >= 0 for one in cents), sum(cents)) for key, cents in cells.items()}
    people = table("customers").select("customer_id") if of_some else None
    assert by_hour(Looking(TODAY, store, people), FIRST, last) == expected


FILES = [
    {"customer_id": 1, "home_store_id": 1, "home_seller_id": 5, "birth_day": 1, "birth_month": 2, "has_email": True},
    {
        "customer_id": 2,
        "home_store_id": 1,
        "birth_day": 1,
        "has_mobile": True,
        "has_address": True,
        "has_bounced": True,
    },
    {"customer_id": 3, "home_store_id": 2, "has_email": True, "created_at": datetime(2026, 8, 14, 23, 59, tzinfo=UTC)},
]
FLAGS = dict.fromkeys(("has_email", "has_mobile", "has_address", "has_bounced"), False)


@given(sales)
@slow
def test_receipts_collected_equal_those_counted_by_hand(monkeypatch, sold):
    show(monkeypatch, **rows_of(sold, TODAY))
    for by, key in (
        ("store", lambda one: one.store),
        ("seller", lambda one: one.seller),
        ("month", lambda one: one.day.replace(day=1)),
    ):
        cells = defaultdict(list)
        for one in within(sold, None, TODAY):
            cells[key(one)].append(one.customer is not None)
        expected = {name: Collected(len(cards), sum(cards)) for name, cards in cells.items()}
        assert collected(Looking(TODAY), FIRST, TODAY, by) == expected


def test_files_count_where_and_when_they_opened(monkeypatch):
    opened = datetime(2026, 9, 30, 12, tzinfo=UTC)
    files = [{**FLAGS, "created_at": opened, **one} for one in FILES]
    show(monkeypatch, **rows_of([Sold(2, TODAY, 100)], TODAY, customers=files))
    one, two = Collected(files=1, email=1, birthday=1), Collected(files=1, mobile=1, address=1, bounced=1)
    assert collected(Looking(TODAY), FIRST, TODAY, "seller") == {5: one, None: Collected(1, 1, 1, 0, 1, 1, 0, 1)}
    assert collected(Looking(TODAY), FIRST, TODAY, "month") == {
        date(2026, 9, 1): Collected(files=2, email=1, mobile=1, address=1, birthday=1, bounced=1),
        date(2026, 11, 1): Collected(1, 1),
    }
    assert collected(Looking(TODAY, 1), FIRST, TODAY, "store") == {1: Collected(1, 1, 1, 0, 1, 1, 0, 1)}
    assert (one.share("email"), two.share("birthday"), one.share("with_customer")) == (1, 0, None)


CATEGORIES = [{"category_id": 1, "path": "Fruits > Rouges"}, {"category_id": 2, "path": "Pain"}]
PRODUCTS = [{"product_id": 11, "category_id": 1}, {"product_id": 22, "category_id": 2}]


def two_kinds():
    """Thirty who buy fruits near by, thirty who buy bread far away; the n-th came n times, 10 € each, over 400 days."""
    for who in range(1, 61):
        product, times = (11, who) if who <= 30 else (22, who - 30)
        yield Sold(who, TODAY - 399 * DAY, 1000, lines=((product, 1000),))
        yield from (Sold(who, TODAY - place * DAY, 1000, lines=((product, 1000),)) for place in range(times))


def people():
    return [
        {"customer_id": who, "home_store_id": 1 + who % 2, "commune": "A" if who <= 30 else "B"} for who in range(1, 61)
    ]


def test_frequency_is_beside_the_upper_quarter_of_comparable_customers(monkeypatch):
    show(monkeypatch, **rows_of(list(two_kinds()), TODAY, customers=people(), products=PRODUCTS, categories=CATEGORIES))
    looking = Looking(TODAY)
    comparables = find_comparables(looking, {"A": 0, "B": 3})
    assert comparables.families == ["Fruits", "Pain"]
    assert sorted(comparables.mixes) == [[0, 1], [1, 0]]
    upper = float(np.quantile(range(1, 31), 0.75))
    rows = {row["customer_id"]: row for row in run(frequencies(looking, comparables)).to_pylist()}
    assert {row["upper"] for row in rows.values()} == {upper}
    assert {row["alike"] for row in rows.values()} == {30}
    assert [rows[who]["yearly"] for who in (1, 30, 31, 60)] == [1, 30, 1, 30]
    assert [rows[who]["worth_cents"] for who in (1, 30)] == [round((upper - 1) * 1000), 0]
    (whole,) = attainable(frequencies(looking, comparables))
    assert (whole.customers, whole.yearly, whole.upper, whole.below) == (60, 15.5, upper, 44)
    assert whole.worth_cents == 2 * sum(round((upper - times) * 1000) for times in range(1, 23))
    by_store = attainable(frequencies(looking, comparables), "home_store_id")
    assert sum(one.worth_cents for one in by_store) == whole.worth_cents
    assert [one.customers for one in by_store] == [30, 30]


def test_few_alike_are_compared_with_more(monkeypatch):
    show(monkeypatch, **rows_of(list(two_kinds()), TODAY, customers=people(), products=PRODUCTS, categories=CATEGORIES))
    bands = {"A": 0, "B": 0}
    comparables = find_comparables(Looking(TODAY), bands)
    some = table("customers").filter(table("customers").customer_id <= 30).select("customer_id")
    assert {row["alike"] for row in run(frequencies(Looking(TODAY, None, some), comparables)).to_pylist()} == {30}
    narrow = Comparables(comparables.families, comparables.mixes, bands, {(-2, -2): 99.0}, {(-2, -2): 60})
    assert {row["upper"] for row in run(frequencies(Looking(TODAY), narrow)).to_pylist()} == {99.0}


def test_a_large_file_is_compared_by_an_even_sample(monkeypatch):
    show(monkeypatch, **rows_of(list(two_kinds()), TODAY, customers=people(), products=PRODUCTS, categories=CATEGORIES))
    monkeypatch.setattr(frequency, "MOST_COMPARED", 30)
    comparables = find_comparables(Looking(TODAY), {})
    rows = run(frequencies(Looking(TODAY), comparables)).to_pylist()
    assert comparables.alike[-2, -2] == 60
    assert comparables.upper[-2, -2] == float(np.quantile([*range(2, 31, 2)] * 2, 0.75))
    assert len(rows) == 60


@pytest.mark.django_db
@pytest.mark.parametrize("store", [None, 1])
def test_an_empty_file_has_no_frequency(monkeypatch, store):
    show(monkeypatch)
    looking = Looking(TODAY, store)
    comparables = find_comparables(looking, {})
    assert attainable(frequencies(looking, comparables)) == []


def test_new_customers_are_counted_by_a_quarter(monkeypatch):
    sold = [Sold(1, TODAY - place * DAY, 1000) for place in range(3)]
    show(monkeypatch, **rows_of(sold, TODAY, customers=people()[:1]))
    looking = Looking(TODAY)
    (row,) = run(frequencies(looking, find_comparables(looking, {}))).to_pylist()
    assert (row["visits"], row["yearly"], row["average_basket_cents"]) == (3, 3 * 365 / 90, 1000)
