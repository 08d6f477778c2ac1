"""The form of a rule: fields and rule say the same, and buttons move what they say."""

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.segments.slots import Days, Number
from chaland.segments.tree import parse, plain
from chaland.web.desk.segments.form import (
    DraftCondition,
    DraftGroup,
    act,
    draft_of,
    name_of,
    read_draft,
    read_rule_of,
    settled,
    started,
    walk,
)
from chaland.web.desk.segments.form_slots import read_amount, value_of_slot, write_amount
from factories.any_rules import rules

AT_LEAST_2 = {"is-operator": ("at_least",), "is-amount": ("2",)}


def sent(fields) -> QueryDict:
    query = QueryDict(mutable=True)
    for name, texts in fields.items():
        query.setlist(name, texts)
    return query


def fields_of(draft):
    """The fields of the form that shows a draft."""
    found = {}
    for path, node in walk(draft):
        if isinstance(node, DraftGroup):
            found[f"{name_of('g', path)}-kind"] = [node.kind]
            continue
        start = name_of("c", path)
        found |= {f"{start}-type": [node.code], f"{start}-was": [node.code], f"{start}-shown": list(node.shown)}
        found |= {f"{start}-{what}": list(texts) for what, texts in node.typed.items()}
    return {name: texts for name, texts in found.items() if texts}


def visits(**typed):
    return DraftCondition("visits", ("is",), {f"is-{name}": (text,) for name, text in typed.items()})


@given(rules(), st.sampled_from(",."))
def test_form_reads_back_every_rule(rule, decimals):
    draft = draft_of(rule, decimals)
    again = read_draft(sent(fields_of(draft)))
    reading = read_rule_of(again)
    assert (reading.refusals, parse(reading.rule)) == ({}, rule)


@given(rules())
def test_form_reads_back_a_draft(rule):
    draft = draft_of(rule, ",")
    assert fields_of(read_draft(sent(fields_of(draft)))) == fields_of(draft)


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("12,50", 1250), ("12.5", 1250), ("1 234,56 €", 123456), ("1.234,56", 123456), ("1,234.56", 123456), ("0", 0)],
)
def test_euros_typed_with_comma_or_point_become_cents(typed, cents):
    assert read_amount(typed, "cents") == cents


@pytest.mark.parametrize("typed", ["douze", "1e9", "--3", "12,5,5x", "9" * 60, "nan", "inf"])
def test_number_that_cannot_be_read_is_told(typed):
    with pytest.raises(Refusal) as refused:
        read_amount(typed, "cents")
    assert refused.value.code == "number_not_understood"


def test_amounts_are_written_as_people_do():
    assert [write_amount(cents, "cents", ",") for cents in (1250, 1200, 5, 1234567)] == [
        "12,50",
        "12",
        "0,05",
        "12345,67",
    ]


def test_days_are_typed_as_on_paper():
    typed = {"kind": ("dates",), "from": ("24/11/1984",), "to": ("2026-01-31",)}
    assert value_of_slot(Days(), typed, "") == {"from": "1984-11-24", "to": "2026-01-31"}


def test_window_without_days_is_empty():
    assert value_of_slot(Days(), {"kind": ("dates",), "from": ("",), "to": ("",)}, "") is None


def test_unfinished_condition_is_left_out_and_told():
    draft = DraftGroup("all", (visits(operator="at_least", amount="2"), visits(operator="at_least", amount="")))
    reading = read_rule_of(draft)
    assert plain(parse(reading.rule)) == {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 2}}]}
    assert {name: refusal.code for name, refusal in reading.refusals.items()} == {"c-1-is": "value_missing"}


def test_depth_and_number_of_conditions_are_capped():
    deep = DraftGroup("all", (visits(operator="at_least", amount="1"),))
    for _ in range(20):
        deep = DraftGroup("all", (deep,))
    many = DraftGroup("all", (visits(operator="at_least", amount="1"),) * 201)
    assert [read_rule_of(draft).refusals[""].code for draft in (deep, many)] == ["rule_too_deep", "too_many_conditions"]


def test_ten_thousand_values_are_too_many():
    condition = DraftCondition("postcode", ("is",), {"is": tuple(str(number) for number in range(10_000))})
    assert read_rule_of(DraftGroup("all", (condition,))).refusals["c-0-is"].code == "too_many_values"


def test_fields_that_are_none_are_left_out():
    fields = {"c-x-type": ["visits"], "c-9-9-type": ["visits"], "c-0-type": ["unheard"], "g-kind": ["some"], "q": ["1"]}
    assert read_draft(sent(fields)) == DraftGroup("all", (DraftCondition(),))


def test_new_type_starts_with_its_usual():
    found = read_draft(sent({"c-0-type": ["recency"], "c-0-was": ["visits"], "c-0-is-amount": ["3"]}))
    assert found.parts == (started("recency"),)


def test_texts_being_typed_count_at_once_and_settle_with_a_button():
    draft = DraftGroup("all", (DraftCondition("postcode", ("is",), {"is": ("34",), "is-add": (" 30 ",)}),))
    assert read_rule_of(draft).rule == {"all": [{"condition": "postcode", "is": ["34", " 30 "]}]}
    assert settled(draft).parts[0].typed == {"is": ("34", "30")}


@pytest.fixture
def nested():
    one, two, three = (visits(operator="at_least", amount=str(n)) for n in (1, 2, 3))
    return DraftGroup("all", (one, DraftGroup("any", (two, three))))


def amounts(draft):
    return [
        amounts(part) if isinstance(part, DraftGroup) else part.typed.get("is-amount", ("",))[0] for part in draft.parts
    ]


@pytest.mark.parametrize(
    ("action", "expected", "focus"),
    [
        ("add:", ["1", ["2", "3"], ""], "c-2-type"),
        ("add:1", ["1", ["2", "3", ""]], "c-1-2-type"),
        ("group:1", ["1", ["2", "3", [""]]], "g-1-2-kind"),
        ("remove:0", [["2", "3"]], "g-add"),
        ("remove:1-0", ["1", ["3"]], "g-1-add"),
        ("up:1-1", ["1", ["3", "2"]], "c-1-0-down"),
        ("down:0", [["2", "3"], "1"], "c-1-up"),
        ("drop:0:is", ["", ["2", "3"]], "c-0-type"),
        ("remove:", ["1", ["2", "3"]], ""),
        ("remove:7-7", ["1", ["2", "3"]], ""),
        ("up:0", ["1", ["2", "3"]], ""),
        ("explode:0", ["1", ["2", "3"]], ""),
        ("up:x", ["1", ["2", "3"]], ""),
    ],
)
def test_buttons_move_what_they_say(nested, action, expected, focus):
    draft, wanted = act(nested, action)
    assert (amounts(draft), wanted) == (expected, focus)


def test_group_is_not_nested_beyond_five():
    draft = DraftGroup("all", (visits(operator="at_least", amount="1"),))
    for place in range(6):
        draft, _focus = act(draft, "group:" + "-".join("1" if level == 0 else "0" for level in range(place)))
    assert read_rule_of(draft).refusals.get("") is None


def test_percentile_is_no_money():
    slot = Number("cents", percentile=True)
    assert value_of_slot(slot, {"operator": ("top_percent",), "amount": ("20",)}, "cents") == {
        "operator": "top_percent",
        "amount": 20,
    }
