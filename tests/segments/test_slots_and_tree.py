"""Rules read from JSON and written back; what is refused, and where."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.segments.condition import types
from chaland.segments.tree import DEEPEST, MOST_CONDITIONS, Group, conditions, parse, plain
from factories.rules import rules

KEYS = {name: [1, 2, 3] for name in ("store", "seller", "category", "product", "segment")}
MANY = 1000


leaves = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
names = st.sampled_from(("all", "any", "none", "condition", "is"))
anything = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3))


def all_of(*parts):
    return {"all": list(parts)}


def refusal(data):
    with pytest.raises(Refusal) as caught:
        parse(data)
    return caught.value.code, caught.value.field


@given(rules(KEYS, types()))
@settings(max_examples=300)
def test_rule_written_and_read_again_is_the_same(data):
    rule = parse(data)
    assert parse(plain(rule)) == rule


@given(rules(KEYS, types()))
def test_written_rule_is_written_the_same_again(data):
    once = plain(parse(data))
    assert plain(parse(once)) == once


@given(anything)
def test_anything_else_is_refused_not_failed(data):
    with suppress(Refusal):
        assert isinstance(parse(data), Group)


NUMBER = {"operator": "at_least", "amount": 1}


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (None, "rule_not_understood", ""),
        ([], "rule_not_understood", ""),
        ({}, "rule_not_understood", ""),
        ({"some": []}, "rule_not_understood", ""),
        ({"all": [], "any": []}, "rule_not_understood", ""),
        ({"all": {}}, "rule_not_understood", ""),
        (all_of("age"), "rule_not_understood", "0"),
        (all_of({"any": [{"all": 1}]}), "rule_not_understood", "0.0"),
        (all_of({"any": []}, {"condition": "ages"}), "condition_unknown", "1"),
        (all_of({"condition": ["age"]}), "condition_unknown", "0"),
        (all_of({"any": [{"condition": "age"}]}), "condition_incomplete", "0.0.is"),
        (all_of({"condition": "age", "is": NUMBER, "was": 1}), "condition_not_understood", "0.was"),
        (all_of({"condition": "age", "is": 3}), "condition_not_understood", "0.is"),
        (all_of({"condition": "age", "is": {"operator": "like", "amount": 1}}), "operator_not_allowed", "0.is"),
        (all_of({"condition": "age", "is": {"operator": "top_percent", "amount": 1}}), "operator_not_allowed", "0.is"),
        (all_of({"condition": "visits", "is": {"operator": "known"}}), "operator_not_allowed", "0.is"),
        (all_of({"condition": "age", "is": {"operator": "at_least"}}), "number_of_condition", "0.is"),
        (all_of({"condition": "age", "is": {"operator": "at_least", "amount": "1"}}), "number_of_condition", "0.is"),
        (all_of({"condition": "age", "is": {"operator": "at_least", "amount": True}}), "number_of_condition", "0.is"),
        (
            all_of({"condition": "age", "is": {"operator": "at_least", "amount": float("nan")}}),
            "number_of_condition",
            "0.is",
        ),
        (all_of({"condition": "age", "is": {"operator": "at_least", "amount": 151}}), "number_of_condition", "0.is"),
        (all_of({"condition": "age", "is": {"operator": "between", "amount": 1}}), "number_of_condition", "0.is"),
        (
            all_of({"condition": "visits", "is": {"operator": "top_percent", "amount": 101}}),
            "number_of_condition",
            "0.is",
        ),
        (all_of({"condition": "civility", "is": ["dr"]}), "choice_unknown", "0.is"),
        (all_of({"condition": "civility", "is": []}), "value_missing", "0.is"),
        (all_of({"condition": "civility", "is": [["mme"]]}), "choice_unknown", "0.is"),
        (all_of({"condition": "hobbies", "is": [""]}), "value_missing", "0.is"),
        (all_of({"condition": "hobbies", "is": ["x", " "]}), "text_of_condition", "0.is"),
        (all_of({"condition": "hobbies", "is": ["x" * 101]}), "text_of_condition", "0.is"),
        (all_of({"condition": "hobbies", "is": [1]}), "text_of_condition", "0.is"),
        (all_of({"condition": "home_store", "is": ["1"]}), "id_not_understood", "0.is"),
        (all_of({"condition": "home_store", "is": [True]}), "id_not_understood", "0.is"),
        (all_of({"condition": "home_store", "is": [0]}), "id_not_understood", "0.is"),
        (all_of({"condition": "home_store", "is": [2**63]}), "id_not_understood", "0.is"),
        (all_of({"condition": "member", "is": [1, 2]}), "one_value_only", "0.is"),
        (all_of({"condition": "home_store", "is": list(range(1, MANY + 2))}), "too_many_values", "0.is"),
        (all_of({"condition": "birthday", "days": {"from": 3, "to": 1}}), "window_backwards", "0.days"),
        (all_of({"condition": "birthday", "days": {"from": 0}}), "number_of_condition", "0.days"),
        (all_of({"condition": "birthday", "days": {"from": -367, "to": 1}}), "number_of_condition", "0.days"),
        (all_of({"condition": "opened", "window": {}}), "window_not_understood", "0.window"),
        (
            all_of({"condition": "opened", "window": {"last_days": 1, "from": "2026-01-01"}}),
            "window_not_understood",
            "0.window",
        ),
        (all_of({"condition": "opened", "window": {"last_days": 0}}), "number_of_condition", "0.window"),
        (all_of({"condition": "opened", "window": {"from": ""}}), "day_of_condition", "0.window"),
        (all_of({"condition": "opened", "window": {"from": 3}}), "day_of_condition", "0.window"),
        (all_of({"condition": "opened", "window": {"to": "2026-02-30"}}), "day_of_condition", "0.window"),
        (
            all_of({"condition": "opened", "window": {"from": "2026-02-02", "to": "2026-02-01"}}),
            "window_backwards",
            "0.window",
        ),
        (all_of({"condition": "zone", "corners": [[1, 2], [3, 4]]}), "zone_not_understood", "0.corners"),
        (all_of({"condition": "zone", "corners": [[1, 2], [3, 4], [5]]}), "zone_not_understood", "0.corners"),
        (all_of({"condition": "zone", "corners": [[181, 2], [3, 4], [5, 6]]}), "number_of_condition", "0.corners"),
    ],
)
def test_what_is_refused_is_named_with_its_path(data, code, field):
    assert refusal(data) == (code, field)


def test_a_thousand_values_are_read_and_one_more_is_refused():
    rule = parse(all_of({"condition": "home_store", "is": list(range(1, MANY + 1))}))
    assert [len(one.get("is")) for one in conditions(rule)] == [MANY]


def nested(levels):
    rule = {"all": []}
    for _ in range(levels - 1):
        rule = {"any": [rule]}
    return rule


def test_five_levels_are_read_and_six_refused():
    assert parse(nested(DEEPEST))
    assert refusal(nested(DEEPEST + 1)) == ("rule_too_deep", "0.0.0.0.0")
    assert refusal(nested(500)) == ("rule_too_deep", "0.0.0.0.0")


def test_two_hundred_conditions_are_read_and_one_more_refused():
    one = {"condition": "reachable", "by": ["email"]}
    half = {"any": [one] * (MOST_CONDITIONS // 2)}
    assert len(list(conditions(parse(all_of(half, half))))) == MOST_CONDITIONS
    assert refusal(all_of(half, half, one))[0] == "too_many_conditions"
    assert refusal({"all": [{"any": []}] * (MOST_CONDITIONS + 1)})[0] == "too_many_conditions"


def test_a_single_value_is_read_as_a_list_and_doubles_count_once():
    rule = parse(all_of({"condition": "civility", "is": "mme"}, {"condition": "hobbies", "is": [" jazz ", "jazz"]}))
    assert plain(rule) == all_of({"condition": "civility", "is": ["mme"]}, {"condition": "hobbies", "is": ["jazz"]})


def test_ends_of_between_are_put_in_order():
    rule = all_of({"condition": "age", "is": {"operator": "between", "amount": 30, "to": 20}})
    assert plain(parse(rule)) == all_of({"condition": "age", "is": {"operator": "between", "amount": 20, "to": 30}})
