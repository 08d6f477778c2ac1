"""What all campaigns change together: found where it was put, in bounds that hold; all made up."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from campaigns.worlds import world
from chaland.campaigns.models import Campaign, Policy
from chaland.campaigns.rules.control import strata
from chaland.campaigns.rules.effect import effect
from chaland.campaigns.rules.hold_out import held_out, is_held_out
from chaland.usecases.campaigns.read_all_campaigns import read_all_campaigns
from chaland.usecases.campaigns.read_results import OTHERS
from factories.campaign_world import FROZEN, NOW, Told
from factories.campaigning import a_campaign
from factories.sales import open_shops

GAIN = 900.0
WORLDS = 400
SINCE = FROZEN.date()


def network(seed, *, people=2000, gain=0.0, percent=10):
    """A world of which each person was held out by their number alone, as of a whole network; `gain` more for each
    visit more of those whom campaigns reached."""
    told = world(seed, people=people)
    treated = ~held_out(f"network {seed}", percent, np.arange(people))
    more = np.random.default_rng(seed).binomial(1, 0.2, people) * 5
    layers = strata(dict(enumerate(told.before.astype(int).tolist())))
    return replace(
        told, is_treated=treated, after=told.after + treated * more * gain, stratum=np.array(list(layers.values()))
    )


@pytest.mark.pure
def test_bounds_of_a_hold_out_that_no_stratum_drew_hold_the_truth_as_often_as_they_say():
    found = [effect(network(seed, gain=GAIN)) for seed in range(WORLDS)]
    held = sum(one.low <= GAIN <= one.high for one in found)
    assert 0.93 * WORLDS <= held <= 0.97 * WORLDS
    differences = np.array([one.per_person for one in found]) - GAIN
    assert abs(differences.mean()) < 3 * differences.std() / WORLDS**0.5


@pytest.mark.pure
def test_of_a_network_nothing_done_is_rarely_called_something():
    called = sum(effect(network(seed)).verdict != "open" for seed in range(WORLDS))
    assert 0.03 * WORLDS <= called <= 0.07 * WORLDS


@pytest.fixture
def told(db, monkeypatch):
    """600 people of a file, a fifth left alone by every campaign for thirty days."""
    open_shops("lyon")
    made = world(7, people=600)
    made = replace(made, after=made.after.round(), before=made.before.round())
    told = Told(a_campaign(now=NOW, frozen_at=FROZEN, thousand_cents=5_000), made)
    Policy.objects.create(pk=1, hold_out_percent=20, hold_out_seed="s", hold_out_since=SINCE, hold_out_first_on=SINCE)
    told.show(monkeypatch)
    return told


def in_fifths(before):
    """Number fifths of those who spent something, the least first, as told apart by amount and then by person."""
    spent = [person for person in np.lexsort((np.arange(len(before)), before)) if before[person] > 0]
    found = np.zeros(len(before), np.int64)
    for number, part in enumerate(np.array_split(spent, 5), 1):
        found[part] = number
    return found


def test_effect_of_receipts_is_that_of_the_numbers_behind_them(told):
    alone = np.array([is_held_out("s", 20, person) for person in told.people])
    expected = effect(replace(told.outcome, is_treated=~alone, stratum=in_fifths(told.outcome.before)))
    found = read_all_campaigns(now=NOW)
    assert (found.people, found.people_alone) == (int((~alone).sum()), int(alone.sum()))
    for name in ("per_person", "low", "high", "treated", "alone", "explained"):
        assert getattr(found.whole["cents"], name) == pytest.approx(getattr(expected, name))
    assert found.whole["cents"].explained > 0.1


def test_parts_of_the_file_and_what_it_cost_are_told(told):
    found = read_all_campaigns(now=NOW)
    assert [one.key for one in found.by["store"]] == [1, 2, OTHERS]
    for lines in found.by.values():
        assert sum(one.people + one.people_alone for one in lines) in (0, 600)
    sent = sum(one["state"] == "sent" for one in told.messages)
    assert found.cost_cents == round(5 * sent)
    Campaign.objects.all().delete()
    assert read_all_campaigns(now=NOW).cost_cents == 0


def test_what_was_spent_while_some_were_kept_apart_already_is_not_taken_for_before(told, monkeypatch):
    """The day of the count was put ten days later than the draw: those ten days are neither before nor after."""
    Policy.objects.update(hold_out_since=SINCE + timedelta(10))
    expected = read_all_campaigns(now=NOW)
    assert expected.window.before == (SINCE - timedelta(20), SINCE - timedelta(1))
    for person in told.people:
        if not is_held_out("s", 20, person):
            told.sell(person, 4, 50_000)
    told.show(monkeypatch)
    assert read_all_campaigns(now=NOW).whole == expected.whole
