"""Types planted in made-up customers are found again, and none where there are none."""

import numpy as np
import pytest

from chaland.insight.profiles import Choice, Feature, Kind, find_profiles
from chaland.insight.profiles.choosing import best
from chaland.insight.profiles.clustering import agreement
from chaland.insight.profiles.telling import meeting
from chaland.kernel.errors import Refusal

FEATURES = (
    Feature("revenue_cents", Kind.AMOUNT),
    Feature("visits", Kind.COUNT),
    Feature("recency_days", Kind.COUNT),
    Feature("shoes", Kind.SHARE),
)
# By type: logarithms of revenue and of visits, days since the last visit, share of shoes; made up.
TYPES = ((11.5, 3.2, 10, 0.2), (8.5, 0.7, 300, 0.9), (9.5, 1.5, 60, 0.05))


def made_up_shop(sizes=(250, 150, 100), seed=4):
    """Customers of three plain types, in mixed order, and the type of each."""
    chance = np.random.default_rng(seed)
    kind = chance.permutation(np.repeat(np.arange(3), sizes))
    revenue, visits, recency, shoes = np.array(TYPES).T[:, kind]
    values = np.column_stack(
        [
            np.exp(chance.normal(revenue, 0.3)).round(),
            np.maximum(np.exp(chance.normal(visits, 0.2)).round(), 1),
            chance.poisson(recency),
            np.clip(chance.normal(shoes, 0.04), 0, 1),
        ]
    )
    return values, kind


def even_cloud(seed=5):
    chance = np.random.default_rng(seed)
    return np.exp(chance.normal(8, 1, (400, 4)))


@pytest.fixture(scope="module")
def shop():
    values, kind = made_up_shop()
    return values, kind, find_profiles(values, FEATURES)


def test_planted_types_are_found(shop):
    _, kind, found = shop
    assert [profile.size for profile in found.profiles] == [250, 150, 100]
    assert agreement(kind, found.labels) > 0.99


def test_labels_number_the_profiles(shop):
    _, _, found = shop
    assert np.bincount(found.labels).tolist() == [profile.size for profile in found.profiles]
    assert sum(profile.share for profile in found.profiles) == pytest.approx(1)


def test_number_of_types_is_justified(shop):
    _, _, found = shop
    assert [choice.groups for choice in found.choices] == list(range(2, 9))
    three = found.choices[1]
    assert (three.holds, three.stability) == (True, pytest.approx(1, abs=0.02))
    assert best(found.choices) == 3


def test_centre_is_the_typical_customer(shop):
    values, kind, found = shop
    regulars = values[kind == 0]
    assert found.profiles[0].centre == {
        "revenue_cents": np.median(regulars[:, 0]),
        "visits": np.median(regulars[:, 1]),
        "recency_days": np.median(regulars[:, 2]),
        "shoes": pytest.approx(regulars[:, 3].mean()),
    }


def test_traits_tell_what_sets_a_type_apart(shop):
    values, _, found = shop
    shoe_buyers = found.profiles[1]
    assert {trait.name: trait.difference > 0 for trait in shoe_buyers.traits} == {
        "revenue_cents": False, "visits": False, "recency_days": True, "shoes": True,
    }  # fmt: skip
    differences = [abs(trait.difference) for trait in shoe_buyers.traits]
    assert differences == sorted(differences, reverse=True)
    assert {trait.name: trait.typical for trait in shoe_buyers.traits} == shoe_buyers.centre
    assert next(trait.everyone for trait in shoe_buyers.traits if trait.name == "visits") == np.median(values[:, 1])


def test_rule_finds_the_type(shop):
    values, _, found = shop
    for number, profile in enumerate(found.profiles):
        met, inside = meeting(profile.rule.conditions, values, FEATURES), found.labels == number
        assert 1 <= len(profile.rule.conditions) <= 3
        assert profile.rule.precision == np.mean(inside[met]) > 0.97
        assert profile.rule.recall == np.mean(met[inside]) > 0.97


def test_rule_thresholds_are_plain_figures(shop):
    _, _, found = shop
    thresholds = [one.threshold for profile in found.profiles for one in profile.rule.conditions]
    # One digit, or two of which the second is a 5; a count of one digit is whole already.
    assert [
        one for one in thresholds if float(f"{one:.1g}") != one and not f"{one:.1e}".split("e")[0].endswith("5")
    ] == []


def test_file_without_types_is_one_type():
    found = find_profiles(even_cloud(), [Feature(name, Kind.AMOUNT) for name in "abcd"])
    (everybody,) = found.profiles
    assert (everybody.size, everybody.share, everybody.traits) == (400, 1.0, ())
    assert (everybody.rule.conditions, everybody.rule.precision, everybody.rule.recall) == ((), 1.0, 1.0)
    assert set(found.labels.tolist()) == {0}
    assert [choice.groups for choice in found.choices if choice.holds] == []


def test_long_cloud_is_one_type():
    chance = np.random.default_rng(6)
    common = chance.normal(0, 1, (400, 1))
    values = np.exp(8 + common + chance.normal(0, 0.4, (400, 4)))
    assert len(find_profiles(values, [Feature(name, Kind.AMOUNT) for name in "abcd"]).profiles) == 1


def test_number_of_types_can_be_asked_for():
    found = find_profiles(even_cloud(), [Feature(name, Kind.AMOUNT) for name in "abcd"], groups=4)
    assert len(found.profiles) == 4


def test_answer_is_the_same_for_the_same_seed(shop):
    values, _, first = shop
    second = find_profiles(values, FEATURES)
    assert first.labels.tolist() == second.labels.tolist()
    assert (first.profiles, first.choices) == (second.profiles, second.choices)


def test_unknown_and_constant_values_do_no_harm(shop):
    values, kind, _ = shop
    chance = np.random.default_rng(7)
    holed = np.where((chance.random(len(values)) < 0.2)[:, None] & (np.arange(4) == 2), np.nan, values)
    wider = np.column_stack([holed, np.full(len(values), 7.0), np.full(len(values), np.nan)])
    features = (*FEATURES, Feature("same", Kind.LEVEL), Feature("unknown", Kind.LEVEL))
    found = find_profiles(wider, features)
    assert agreement(kind, found.labels) > 0.95
    assert np.isnan(found.profiles[0].centre["unknown"])


def test_too_few_customers_are_refused():
    with pytest.raises(Refusal) as refused:
        find_profiles(even_cloud()[:99], [Feature(name, Kind.AMOUNT) for name in "abcd"])
    assert (refused.value.code, refused.value.params) == ("profiles_too_few", {"minimum": 100, "found": 99})


def test_columns_and_features_go_together():
    with pytest.raises(ValueError, match="column"):
        find_profiles(even_cloud(), FEATURES[:3])


@pytest.mark.parametrize(
    ("choices", "groups"),
    [
        ((Choice(2, 0.9, 0.30, 0.25), Choice(3, 0.9, 0.30, 0.20)), 3),
        ((Choice(2, 0.9, 0.30, 0.25), Choice(3, 0.7, 0.30, 0.20)), 2),
        ((Choice(2, 0.9, 0.26, 0.25), Choice(3, 0.7, 0.30, 0.20)), 1),
        ((), 1),
    ],
    ids=["the best separated", "the stable one", "none", "nothing weighed"],
)
def test_number_of_types_is_the_best_separated_of_those_that_hold(choices, groups):
    assert best(choices) == groups
