"""What sellers and stores gather for the file, against plain Python on small random worlds."""

from collections import defaultdict
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.insight.gathering import Gathered, gathered
from chaland.insight.looking import Looking
from chaland.insight.sellers import Takings
from chaland.usecases.insight.read_sellers import Figures, mean
from factories.lake_of_rows import Sold, rows_of, show

TODAY = date(2026, 11, 22)
FIRST = date(2026, 9, 10)
moments = st.integers(0, 100).map(lambda ago: datetime(2026, 11, 22, 23, 30, tzinfo=UTC) - timedelta(days=ago))
sellers = st.sampled_from((5, 6, None))
files = st.lists(st.tuples(sellers, st.sampled_from((1, 2)), moments, st.integers(0, 3)), min_size=1, max_size=6)
cards = st.lists(st.tuples(st.integers(1, 6), moments), max_size=8)
consents = st.lists(st.tuples(st.integers(1, 6), st.sampled_from(("granted", "withdrawn")), moments), max_size=8)


def by_hand(people, issued, agreed, store, who):
    """people: by id, (seller, store, opened, points); the last of the points does not work."""
    cells = defaultdict(lambda: [0] * 5)

    def count(customer, moment, **places):
        seller, home, _opened, _points = people.get(customer, (None, None, None, 0))
        if customer not in people or store not in (None, home) or not FIRST <= moment.date() <= TODAY:
            return
        cell = cells[seller if who == "seller_id" else home, moment.date().replace(day=1)]
        for place, value in places.items():
            cell[("files", "points", "valid", "cards", "consents").index(place)] += value

    for customer, (_seller, _home, opened, points) in people.items():
        count(customer, opened, files=1, points=points, valid=max(points - 1, 0))
    for customer, moment in issued:
        count(customer, moment, cards=1)
    for customer, state, moment in agreed:
        if state == "granted":
            count(customer, moment, consents=1)
    return {key: Gathered(*counts) for key, counts in cells.items()}


@given(files, cards, consents, st.tuples(st.sampled_from((None, 1, 2)), st.sampled_from(("seller_id", "store_id"))))
@settings(max_examples=settings().max_examples // 8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_is_gathered_equals_what_is_counted_by_hand(monkeypatch, opened, issued, agreed, asked):
    (store, who), people = asked, dict(enumerate(opened, 1))
    rows = rows_of(
        [Sold(customer, TODAY, store=one[1]) for customer, one in people.items()],
        TODAY,
        customers=[
            {
                "customer_id": customer,
                "home_seller_id": one[0],
                "home_store_id": one[1],
                "created_at": one[2],
                "contact_points": one[3],
                "valid_points": max(one[3] - 1, 0),
            }
            for customer, one in people.items()
        ],
        cards=[{"card_id": number, "customer_id": of, "issued_at": at} for number, (of, at) in enumerate(issued)],
        consents=[
            {"consent_id": number, "customer_id": of, "state": state, "since_at": at}
            for number, (of, state, at) in enumerate(agreed)
        ],
    )
    show(monkeypatch, **rows)
    assert gathered(Looking(TODAY, store), FIRST, TODAY, who) == by_hand(people, issued, agreed, store, who)


@pytest.mark.parametrize(
    ("name", "expected"),
    [("revenue_cents", 2000), ("basket_cents", 1000), ("card_share", 0.5), ("cards", 1.5), ("valid_share", 0.75)],
)
def test_mean_of_amounts_is_by_head_and_of_shares_over_all(name, expected):
    one = Figures(Takings(3, 3, 3000, 2), Gathered(1, 3, 3, 1))
    two = Figures(Takings(1, 1, 1000, 0), Gathered(1, 1, 0, 2))
    assert mean([one, two], name) == expected


def test_mean_of_nobody_is_nothing():
    assert (mean([], "revenue_cents"), mean([], "card_share")) == (None, None)
