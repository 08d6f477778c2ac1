"""What a campaign changed: never claimed of chance, found where it was put, and in bounds that hold."""

import numpy as np
import pytest

from campaigns.worlds import world
from chaland.campaigns.rules.effect import Outcome, effect
from chaland.campaigns.rules.power import smallest_seen

pytestmark = pytest.mark.pure

GAIN = 900.0
WORLDS = 400


def several(**named):
    return [effect(world(seed, people=2000, **named)) for seed in range(WORLDS)]


def test_bounds_hold_the_truth_as_often_as_they_say():
    found = several(gain=GAIN)
    held = sum(one.low <= GAIN <= one.high for one in found)
    assert 0.93 * WORLDS <= held <= 0.97 * WORLDS
    # Without bias: the mean of all is off by less than three of its own standard errors.
    differences = np.array([one.per_person for one in found]) - GAIN
    assert abs(differences.mean()) < 3 * differences.std() / WORLDS**0.5


def test_nothing_done_is_rarely_called_something():
    called = sum(one.verdict != "open" for one in several())
    assert 0.03 * WORLDS <= called <= 0.07 * WORLDS


def test_spending_before_narrows_the_bounds():
    told = world(1)
    blind = Outcome(told.is_treated, told.after, np.zeros_like(told.before), told.stratum)
    with_before, without = effect(told), effect(blind)
    assert with_before.high - with_before.low < without.high - without.low
    assert with_before.explained > 0.1
    assert without.explained == 0


def test_means_are_told_as_they_are():
    told = world(2)
    found = effect(told)
    assert (found.treated, found.alone) == pytest.approx(
        (told.after[told.is_treated].mean(), told.after[~told.is_treated].mean())
    )
    assert (found.people, found.people_alone) == (3600, 400)
    assert found.total[1] == found.people * found.per_person


def test_too_few_people_say_nothing():
    assert effect(world(3, people=200)) is None
    assert effect(Outcome(np.zeros(0, bool), np.zeros(0), np.zeros(0), np.zeros(0, np.int64))) is None
    assert smallest_seen(180, 20, 4000.0) is None


def test_people_who_all_do_the_same_differ_by_nothing():
    told = world(4)
    same = Outcome(told.is_treated, np.full_like(told.after, 500.0), told.before, told.stratum)
    found = effect(same)
    assert (found.low, found.per_person, found.high, found.verdict) == (0, 0, 0, "open")


def test_stratum_with_one_person_left_alone_is_joined_with_another():
    told = world(5)
    lonely = told.stratum.copy()
    lonely[np.flatnonzero(~told.is_treated)[0]] = 9
    lonely[np.flatnonzero(told.is_treated)[0]] = -1
    found = effect(Outcome(told.is_treated, told.after, told.before, lonely))
    assert np.isfinite([found.low, found.high]).all()


def test_change_of_the_size_told_is_seen_about_four_times_in_five():
    widths = [one.high - one.low for one in several()[:100]]
    spread = float(np.mean(widths)) / 2 / 1.96 / (1 / 1800 + 1 / 200) ** 0.5
    gain = smallest_seen(1800, 200, spread)
    seen = sum(one.verdict == "more" for one in several(gain=gain, by_visits=False))
    assert 0.72 * WORLDS <= seen <= 0.86 * WORLDS
