"""Who is left alone: the share asked for, in each stratum, the same whenever it is asked."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.campaigns.rules.control import left_alone, strata

pytestmark = pytest.mark.pure

people = st.dictionaries(st.integers(1, 10_000), st.integers(0, 5), max_size=300)


@settings(max_examples=60)
@given(people=people, percent=st.integers(0, 100))
def test_share_left_alone_is_right_to_one_person(people, percent):
    alone = left_alone(people, seed="s", percent=percent)
    assert alone <= people.keys()
    assert abs(len(alone) * 100 - len(people) * percent) <= 50


@settings(max_examples=60)
@given(people=people, percent=st.integers(0, 100))
def test_share_left_alone_of_each_stratum_is_right_to_two_people(people, percent):
    alone = left_alone(people, seed="s", percent=percent)
    for stratum in set(people.values()):
        members = {person for person, one in people.items() if one == stratum}
        assert abs(len(alone & members) - len(members) * percent / 100) <= 1.5


def test_draw_does_not_depend_on_the_order_of_people():
    forwards = {person: person % 3 for person in range(500)}
    backwards = dict(sorted(forwards.items(), reverse=True))
    assert left_alone(forwards, seed="s") == left_alone(backwards, seed="s")


def test_draws_of_two_campaigns_leave_different_people_alone():
    everybody = dict.fromkeys(range(10_000), 0)
    first, second = left_alone(everybody, seed="one"), left_alone(everybody, seed="two")
    assert (len(first), len(second)) == (1000, 1000)
    # One in ten of each, if the draws know nothing of each other: 100, give or take thirty.
    assert 70 <= len(first & second) <= 130


@pytest.mark.parametrize("percent", [-1, 101])
def test_share_that_is_none_is_refused(percent):
    with pytest.raises(ValueError, match="between 0 and 100"):
        left_alone({1: 0}, seed="s", percent=percent)


def test_strata_are_fifths_of_those_who_spent():
    found = strata({person: (person - 20) * 100 for person in range(120)})
    sizes = [sum(one == stratum for one in found.values()) for stratum in range(6)]
    assert sizes == [21, 19, 20, 20, 20, 20]


def test_people_of_one_amount_share_a_stratum():
    assert set(strata(dict.fromkeys(range(50), 1000)).values()) == {5}


def test_strata_of_nobody_are_none():
    assert strata({}) == {}
