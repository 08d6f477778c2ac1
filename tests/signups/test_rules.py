"""What a form may ask and when, what a stranger's word may do, how a contest is drawn."""

import doctest
import hashlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.customers.custom import CustomRule
from chaland.customers.rules import NewCustomer, Policy
from chaland.kernel.errors import Refusal
from chaland.segments.conditions.arrival import DOORS
from chaland.signups import drawing, rules, telling
from chaland.signups.models import Channel
from chaland.signups.rules import Content

SIZE = CustomRule("pointure", "Pointure", "number", (), "optional", "")
NAMES = st.sampled_from(["", "Le Goff", "LE GOFF", "Morvan"])
PEOPLE = st.builds(
    NewCustomer,
    last_name=NAMES,
    first_name=st.sampled_from(["", "Anne", "Yann"]),
    hobbies=st.sampled_from(["", "Voile"]),
    emails=st.lists(st.sampled_from(["a@example.com", "b@example.com"]), unique=True).map(tuple),
    custom=st.dictionaries(st.just("pointure"), st.integers(36, 45)),
)


@pytest.mark.parametrize("module", [rules, drawing, telling])
def test_examples_of_the_rules_hold(module):
    assert doctest.testmod(module).failed == 0


@given(PEOPLE, PEOPLE)
def test_completing_loses_and_changes_nothing_that_was_known(known, told):
    found = rules.completed(known, told)
    assert found.emails[: len(known.emails)] == known.emails
    assert {**found.custom, **known.custom} == found.custom
    assert all(
        getattr(found, name) == getattr(known, name) for name in ("last_name", "hobbies") if getattr(known, name)
    )
    assert rules.completed(found, told) == found


@given(PEOPLE)
def test_what_waits_is_read_back_as_it_was_told(told):
    assert telling.read(telling.plain(told)) == told


def test_form_asks_only_what_the_network_asks():
    content = Content(
        fields={"hobbies": "required", "email": "required", "custom.pointure": "required", "x": "optional"}
    )
    asked = rules.form_policy(content, Policy({"hobbies": "off"}, (SIZE,)))
    assert asked.required == ("email",)
    assert [rule.requirement for rule in asked.custom] == ["required"]
    assert [rule.requirement for rule in rules.form_policy(Content(), Policy({}, (SIZE,))).custom] == ["off"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (Content(fields={"email": "required"}), "form_title_missing"),
        (Content(title={"fr": "T"}, fields={"last_name": "required"}), "form_without_contact"),
        (Content(title={"fr": "T"}, fields={"email": "required"}, boxes=(("offers", "sms"),)), "box_without_field"),
        (Content(title={"fr": "T" * 200}, fields={"email": "required"}), "text_too_long"),
    ],
)
def test_content_that_cannot_be_published_is_refused(content, code):
    with pytest.raises(Refusal, match=code):
        rules.check_content(content, Policy())


@pytest.mark.parametrize(
    ("today", "is_active"),
    [(date(2026, 3, 1), False), (date(2026, 3, 2), True), (date(2026, 3, 9), True), (date(2026, 3, 10), False)],
)
def test_first_and_last_day_are_within(today, is_active):
    days = {"starts_on": date(2026, 3, 2), "ends_on": date(2026, 3, 9)}
    assert rules.is_active(is_open=True, today=today, **days) is is_active
    assert rules.is_active(is_open=False, today=today, **days) is False


@pytest.mark.parametrize(
    "line", ["boutique.example", "https://", "javascript:alert(1)", "https://a b.example", "https://*"]
)
def test_what_is_no_site_is_refused(line):
    with pytest.raises(Refusal, match="site_not_understood"):
        rules.check_sites([line])


@given(st.text(max_size=20), st.integers(1, 200), st.integers(1, 200))
def test_draw_is_the_order_of_the_hashes_whoever_makes_it(seed, entries, winners):
    by_hand = sorted(
        range(1, entries + 1), key=lambda n: hashlib.sha256(f"{seed}:{n}".encode(errors="replace")).hexdigest()
    )
    assert drawing.draw(seed.encode(errors="replace").decode(), entries, winners) == by_hand[:winners]


def test_segments_know_every_door():
    assert set(DOORS) == set(Channel.values)
