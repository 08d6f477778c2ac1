"""Points used and lost, the oldest first: made-up movements."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.dates import add_months
from chaland.loyalty.rules.lots import Lot, Movement, Standing, lost_soon, standing

pytestmark = pytest.mark.pure
START = date(2026, 1, 31)


def on(day, points, lasts=None):
    return Movement(START + timedelta(day), points, lasts)


def test_the_oldest_points_are_used_first():
    now = standing([on(0, 10, 1), on(5, 10, 2), on(6, -15)], START + timedelta(6))
    assert now == Standing(5, 0, (Lot(5, date(2026, 4, 5)),), ())


def test_points_are_lost_on_their_day():
    told = [on(0, 10, 1), on(5, 10, 2)]
    assert standing(told, date(2026, 2, 27)).balance == 20
    assert standing(told, date(2026, 2, 28)) == Standing(
        10, 0, (Lot(10, date(2026, 4, 5)),), ((date(2026, 2, 28), 10),)
    )


def test_what_was_taken_back_after_use_is_a_debt_paid_by_what_comes():
    told = [on(0, 10), on(1, -10), on(2, -10), on(3, 4)]
    assert standing(told, START + timedelta(2)) == Standing(0, 10, (), ())
    assert standing([*told, on(4, 10)], START + timedelta(4)) == Standing(4, 0, (Lot(4, None),), ())


def test_points_that_never_expire_are_used_last():
    assert standing([on(0, 5), on(1, 5, 1), on(2, -5)], START + timedelta(2)).lots == (Lot(5, None),)


def test_points_lost_within_the_notice():
    now = standing([on(0, 10, 1), on(20, 7, 1)], START + timedelta(20))
    assert lost_soon(now, START + timedelta(20), notice_days=10) == 10


movements = st.lists(
    st.builds(on, st.integers(0, 120), st.integers(-30, 30), st.sampled_from([None, 1, 2])), max_size=12
)


def one_by_one(told, today):
    """Each point apart: the day it is lost, taken soonest first."""
    points: list[date] = []
    debt = 0
    for one in sorted(told, key=lambda moved: (moved.on, moved.points <= 0)):
        if one.on > today:
            break
        points = [lost_on for lost_on in points if lost_on > one.on]
        for _ in range(max(0, one.points)):
            if debt:
                debt -= 1
            else:
                points.append(date.max if one.lasts_months is None else add_months(one.on, one.lasts_months))
        points.sort()
        for _ in range(max(0, -one.points)):
            debt += not points
            points = points[1:]
    return len([lost_on for lost_on in points if lost_on > today]), debt


@given(movements, st.integers(0, 130))
def test_same_as_each_point_apart(told, day):
    today = START + timedelta(day)
    now = standing(told, today)
    assert (now.balance, now.debt) == one_by_one(told, today)


@given(movements, st.integers(0, 130), st.randoms(use_true_random=False))
def test_the_order_in_which_movements_arrive_changes_nothing(told, day, chance):
    today = START + timedelta(day)
    assert standing(chance.sample(told, len(told)), today).balance == standing(told, today).balance


@given(movements, st.integers(0, 130))
def test_nothing_vanishes(told, day):
    today = START + timedelta(day)
    now = standing(told, today)
    assert sum(one.points for one in told if one.on <= today) == now.balance - now.debt + sum(
        lost for _, lost in now.lost
    )
