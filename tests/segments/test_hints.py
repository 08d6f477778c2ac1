"""What is said beside the count of a rule."""

import pytest

from chaland.segments.hints import contradiction, sensitive, takes_everybody
from chaland.segments.tree import parse


def visits(operator, amount=None, to=None, **more):
    compared = {"operator": operator, "amount": amount, "to": to}
    return {"condition": "visits", "is": {name: part for name, part in compared.items() if part is not None}, **more}


def basket(operator, amount=None):
    return {**visits(operator, amount), "condition": "average_basket"}


TWICE, ONCE = visits("at_least", 2), visits("at_most", 1)


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [TWICE, {"none": [TWICE]}]},
        {"all": [TWICE, ONCE]},
        {"all": [{"all": [TWICE]}, {"any": [ONCE]}]},
        {"all": [visits("equal", 2), visits("equal", 3)]},
        {"all": [visits("between", 1, 3), visits("between", 4, 9)]},
        {"all": [basket("unknown"), basket("at_least", 100)]},
        {"none": [{"none": [TWICE]}, {"none": [ONCE]}]},
    ],
)
def test_rule_that_nobody_can_meet_is_found(rule):
    assert contradiction(parse(rule)) is not None


@pytest.mark.parametrize(
    "rule",
    [
        {"all": [TWICE, visits("at_most", 2)]},
        {"any": [TWICE, ONCE]},
        {"all": [TWICE, {"none": [ONCE]}]},
        {"all": [TWICE, visits("at_most", 1, window={"last_days": 30})]},
        {"all": [TWICE, {"any": [ONCE, TWICE]}]},
        {"none": [TWICE, ONCE]},
        {"all": [basket("known"), basket("at_most", 5)]},
        {"all": []},
    ],
)
def test_rule_that_somebody_may_meet_is_left_alone(rule):
    assert contradiction(parse(rule)) is None


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"all": []}, True),
        ({"none": []}, True),
        ({"any": []}, False),
        ({"all": [{"all": []}]}, True),
        ({"all": [TWICE]}, False),
    ],
)
def test_rule_without_conditions_takes_everybody(rule, expected):
    assert takes_everybody(parse(rule)) == expected


def test_words_of_health_and_faith_are_found():
    told = ["Médicaments", "Viande halal", "Chaussures orthopédiques", "Politique de prix", "Sans gluten"]
    assert sensitive([*told, "Bottes", "Santiags", "Maternité du livre"]) == [*told, "Maternité du livre"]


def test_ordinary_words_are_not():
    assert sensitive(["Bottes", "Santiags", "Fruits", "Maison", "Montpellier"]) == []
