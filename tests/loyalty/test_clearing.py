"""Laws of clearing, on made-up movements."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.loyalty.rules.clearing import Due, Moved, Payment, dues, net_positions, payments, split

pytestmark = pytest.mark.pure
DAY = date(2026, 3, 2)
SHOES, GREENS, BOOKS = 1, 2, 3
MOVED = st.builds(
    Moved,
    on=st.integers(0, 9).map(lambda days: DAY + timedelta(days)),
    merchant=st.sampled_from((SHOES, GREENS, BOOKS)),
    kind=st.sampled_from(("came", "came", "back", "used", "lost")),
    points=st.integers(1, 300),
    cents=st.integers(0, 2000),
)
LIFE = st.lists(MOVED, max_size=12)
SHARED = settings(max_examples=60)


def moved(kind, merchant, points, cents=0, after=0):
    return Moved(DAY + timedelta(after), merchant, kind, points, cents)


def test_points_used_elsewhere_are_owed_by_who_gave_them_the_oldest_first():
    life = [moved("came", SHOES, 60), moved("came", GREENS, 100, after=1), moved("used", BOOKS, 100, 500, after=2)]
    on = DAY + timedelta(2)
    assert dues(life) == [Due(on, SHOES, BOOKS, 60, 300), Due(on, GREENS, BOOKS, 40, 200)]


def test_cent_that_cannot_be_shared_is_owed_by_who_gave_the_oldest():
    life = [moved("came", one, 100, after=one) for one in (SHOES, GREENS, BOOKS)]
    found = dues([*life, moved("used", BOOKS, 300, 1000, after=9)])
    assert [due.cents for due in found] == [334, 333, 333]


def test_return_takes_back_what_its_own_merchant_gave_and_nobody_owes_anything():
    life = [moved("came", GREENS, 100), moved("came", SHOES, 50, after=1), moved("back", SHOES, 50, 250, after=2)]
    assert dues(life) == []
    used = dues([*life, moved("used", BOOKS, 100, 500, after=3)])
    assert [(due.issuer, due.points) for due in used] == [(GREENS, 100)]


def test_return_of_points_used_already_is_paid_by_the_next_points():
    life = [
        moved("came", SHOES, 100),
        moved("used", GREENS, 100, 500, after=1),
        moved("back", SHOES, 100, 500, after=2),
    ]
    found = dues([*life, moved("came", BOOKS, 100, after=3)])
    assert net_positions(found) == {SHOES: 0, GREENS: 500, BOOKS: -500}


def test_points_used_where_they_were_given_are_nobody_elses():
    found = dues([moved("came", SHOES, 100), moved("used", SHOES, 100, 500, after=1)])
    assert net_positions(found) == {SHOES: 0}


@given(st.lists(LIFE, max_size=4))
@SHARED
def test_net_positions_of_a_month_come_to_zero(lives):
    months = {}
    for due in (due for life in lives for due in dues(life)):
        months.setdefault(due.on.day // 4, []).append(due)
    assert all(sum(net_positions(found).values()) == 0 for found in months.values())


@given(LIFE, st.randoms(use_true_random=False))
@SHARED
def test_the_order_in_which_movements_are_told_changes_nothing(life, random):
    told = random.sample(life, len(life))
    one, other = (Counter(dues(lives)) for lives in (life, told))
    assert net_positions(one.elements()) == net_positions(other.elements())


@given(LIFE)
@SHARED
def test_what_was_honoured_is_owed_to_the_cent_but_for_points_that_nobody_gave(life):
    honoured = [one for one in life if one.kind == "used"]
    points, cents = sum(one.points for one in honoured), sum(one.cents for one in honoured)
    only = [one for one in life if one.kind in ("came", "used")]
    found, given_points = dues(only), sum(one.points for one in only if one.kind == "came")
    assert sum(due.points for due in found) == min(points, given_points)
    assert sum(due.cents for due in found) <= cents
    if given_points >= points:
        assert sum(due.cents for due in found) == cents


@given(st.integers(0, 10_000), st.lists(st.integers(0, 500), min_size=1, max_size=6))
@SHARED
def test_shares_come_to_the_whole_and_differ_by_less_than_a_cent(cents, parts):
    shares = split(cents, parts)
    assert sum(shares) == (cents if sum(parts) else 0)
    assert all(
        abs(share * sum(parts) - cents * part) < sum(parts)
        for share, part in zip(shares, parts, strict=True)
        if sum(parts)
    )


@given(st.lists(st.tuples(st.integers(1, 6), st.integers(1, 6), st.integers(0, 5000)), max_size=12))
@SHARED
def test_payments_bring_every_position_to_zero(owed):
    positions = net_positions(Due(DAY, issuer, honoured, 1, cents) for issuer, honoured, cents in owed)
    paid = payments(positions)
    for one in paid:
        positions[one.debtor] += one.cents
        positions[one.creditor] -= one.cents
    assert set(positions.values()) <= {0}
    assert len(paid) < max(len(positions), 1)


def test_payments_are_the_same_every_time():
    assert payments({1: 300, 2: -100, 3: -200}) == [Payment(3, 1, 200), Payment(2, 1, 100)]
