"""Segments over the API: counted, listed, read, explained; every bad rule is a problem document. All made up."""

import json
from functools import cache

import jsonschema
import pytest
from django.test import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.conftest import a_receipt
from chaland.accounts.rules import Scope
from chaland.api.examples import EXAMPLES
from chaland.customers.models import Customer
from chaland.segments.condition import types
from chaland.segments.models import Membership, Segment
from chaland.segments.schema import rule_schema
from chaland.segments.tree import parse, plain
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.segments.save_segment import save_segment
from factories.rules import rules
from factories.sales import NOON, receipt

pytestmark = pytest.mark.django_db(transaction=True)

CAME = {"condition": "visits", "is": {"operator": "at_least", "amount": 1}}
CAME_OFTEN = {"condition": "visits", "is": {"operator": "at_least", "amount": 2}}
NETWORK = Scope()
KEYS = {"store": [1], "seller": [1], "category": [1], "product": [1], "segment": [1]}


@pytest.fixture(autouse=True)
def own_lake(tmp_path):
    with override_settings(LAKE=str(tmp_path / "lake")):
        yield


@pytest.fixture
def people(shops):
    """One who came twice to Lyon, one who came once to Nantes."""
    record_receipts(
        [
            receipt("1", customer="x:1"),
            receipt("2", customer="x:1"),
            receipt("3", customer="x:2", store="nantes"),
        ],
        now=NOON,
    )
    return [Customer.objects.get(reference=reference).pk for reference in ("x:1", "x:2")]


def save(name, rule, *, scope=NETWORK, told=False):
    return save_segment(None, name=name, rule=rule, is_told_at_till=told, scope=scope, author_id=None, now=NOON)


def test_rule_is_counted_and_said(call, people, partner_token):
    answer = call("POST", "/segments/count", {"rule": {"all": [CAME]}}, token=partner_token)
    assert answer.status == 200
    assert (answer.body["count"], answer.body["all"]) == (2, 2)
    assert answer.body["sentence"].startswith("Customers who came")


def test_rule_is_said_in_the_language_of_the_caller(call, people, partner_token):
    answer = call("POST", "/segments/count", {"rule": {"all": []}}, token=partner_token, language="fr")
    assert answer.body["sentence"] == "Tous les clients."


def test_store_counts_its_own_customers_only(call, people, till_token, nantes_token):
    found = [
        call("POST", "/segments/count", {"rule": {"all": [CAME_OFTEN]}}, token=token).body
        for token in (till_token, nantes_token)
    ]
    assert [(one["count"], one["all"]) for one in found] == [(1, 1), (0, 1)]


def test_amounts_may_have_a_point(call, people, partner_token):
    rule = {"all": [{"condition": "recency", "is": {"operator": "at_least", "amount": 0.5}}]}
    assert call("POST", "/segments/count", {"rule": rule}, token=partner_token).body["count"] == 2


def test_example_of_the_documentation_is_taken(call, people, partner_token):
    assert call("POST", "/segments/count", EXAMPLES["post", "/segments/count"], token=partner_token).status == 200


def deep(levels):
    return {"all": [deep(levels - 1)]} if levels else {"all": [CAME]}


@pytest.mark.parametrize(
    ("body", "status", "code", "pointer"),
    [
        ({}, 422, "field_missing", "/rule"),
        ({"rule": {}}, 422, "rule_not_understood", "/rule"),
        ({"rule": []}, 422, "rule_not_understood", "/rule"),
        ({"rule": {"some": []}}, 422, "rule_not_understood", "/rule"),
        ({"rule": {"all": [3]}}, 422, "rule_not_understood", "/rule/all/0"),
        ({"rule": deep(5)}, 422, "rule_too_deep", "/rule/all/0/all/0/all/0/all/0/all/0"),
        ({"rule": {"all": [CAME] * 201}}, 422, "too_many_conditions", None),
        ({"rule": {"all": [{"condition": "magic"}]}}, 422, "condition_unknown", "/rule/all/0"),
        ({"rule": {"any": [{"all": [CAME, {"condition": "visits"}]}]}}, 422, "condition_incomplete",
         "/rule/any/0/all/1/is"),
        ({"rule": {"all": [{**CAME, "wrong": 1}]}}, 422, "condition_not_understood", "/rule/all/0/wrong"),
        ({"rule": {"all": [{"condition": "visits", "is": {"operator": "about", "amount": 1}}]}}, 422,
         "operator_not_allowed", "/rule/all/0/is"),
        ({"rule": {"all": [{**CAME, "window": {"from": "2026-02-01", "to": "2026-01-01"}}]}}, 422,
         "window_backwards", "/rule/all/0/window"),
        ({"rule": {"all": [{"condition": "commune", "is": []}]}}, 422, "value_missing", "/rule/all/0/is"),
        ({"rule": {"all": [{"condition": "commune", "is": ["x"] * 1001}]}}, 422, "too_many_values", "/rule/all/0/is"),
        ({"rule": {"all": [{"condition": "member", "is": [99]}]}}, 404, "segment_unknown", None),
    ],
)  # fmt: skip
def test_bad_rule_is_a_problem_that_points_at_it(call, partner_token, body, status, code, pointer):  # noqa: PLR0917
    for language in ("fr", "en"):
        answer = call("POST", "/segments/count", body, token=partner_token, language=language)
        assert (answer.status, answer.code) == (status, code)
        assert pointer is None or answer.pointers == [pointer]
    assert "%(" not in answer.body["detail"]


def test_rule_about_another_store_is_refused(call, shops, people, till_token):
    rule = {"all": [{**CAME, "store": [shops.nantes.pk]}]}
    answer = call("POST", "/segments/count", {"rule": rule}, token=till_token)
    assert (answer.status, answer.code) == (403, "store_not_allowed")


def test_saved_segments_are_those_of_the_network_and_of_the_own_store(call, shops, people, till_token, nantes_token):
    save("Fidèles", {"all": [CAME_OFTEN]}, told=True)
    save("Nôtres", {"all": [CAME]}, scope=Scope(shops.nantes.pk))
    found = [
        [
            (one["name"], one["store"], one["is_told_at_till"])
            for one in call("GET", "/segments", token=token).body["segments"]
        ]
        for token in (till_token, nantes_token)
    ]
    assert found == [[("Fidèles", None, True)], [("Fidèles", None, True), ("Nôtres", "nantes", False)]]


def test_saved_segment_is_counted_and_read_page_by_page(call, people, partner_token):
    segment = save("Venus", {"all": [CAME]})
    counted = call("GET", f"/segments/{segment.pk}/count", token=partner_token).body
    assert counted == {"id": segment.pk, "count": 2, "all": 2}
    address = f"/segments/{segment.pk}/customers"
    first = call("GET", f"{address}?limit=1", token=partner_token).body
    second = call("GET", f"{address}?limit=1&after={first['next']}", token=partner_token).body
    last = call("GET", f"{address}?limit=2&after={second['next']}", token=partner_token).body
    assert [first["customers"], second["customers"], last] == [
        [people[0]],
        [people[1]],
        {"customers": [], "next": None},
    ]


@pytest.mark.parametrize("end", ["count", "customers", "explain?customer=1"])
@pytest.mark.parametrize("segment_id", [99, 10**30])
def test_unknown_segment_is_not_found(call, shops, partner_token, end, segment_id):
    answer = call("GET", f"/segments/{segment_id}/{end}", token=partner_token)
    assert (answer.status, answer.code) == (404, "segment_unknown")


@pytest.mark.parametrize("query", ["after=-1", "after=x", "limit=0", f"after={10**30}"])
def test_page_that_makes_no_sense_is_refused(call, people, partner_token, query):
    segment = save("Venus", {"all": [CAME]})
    answer = call("GET", f"/segments/{segment.pk}/customers?{query}", token=partner_token)
    assert (answer.status, answer.code) == (422, "parameter_not_understood")


def test_reasons_are_told_condition_by_condition(call, people, partner_token):
    segment = save("Fidèles", {"all": [CAME_OFTEN, {"none": [{"condition": "reachable", "by": ["email"]}]}]})
    told = [call("GET", f"/segments/{segment.pk}/explain?customer={one}", token=partner_token).body for one in people]
    assert [one["is_in"] for one in told] == [True, False]
    assert [[part["holds"] for part in one["conditions"]] for one in told] == [[True, False], [False, False]]
    assert told[0]["conditions"][0]["facts"] == {"count": 2}
    assert told[0]["conditions"][0]["condition"] == CAME_OFTEN


def test_reasons_about_a_customer_of_another_store_are_not_told(call, people, till_token):
    segment = save("Fidèles", {"all": [CAME_OFTEN]})
    answer = call("GET", f"/segments/{segment.pk}/explain?customer={people[1]}", token=till_token)
    assert (answer.status, answer.code) == (404, "customer_unknown")


def test_nothing_is_told_without_a_token(call, shops):
    assert call("GET", "/segments").status == 401
    assert call("POST", "/segments/count", {"rule": {"all": []}}).status == 401


# --- at the till -----------------------------------------------------------------------------------------------------


def sell(call, token, number, customer="x:1", **changes):
    answer = call("POST", "/receipts", a_receipt(number, customer=customer, **changes), token=token)
    assert answer.status == 201
    return answer.body["customer"]


def stays(segment):
    """Who was noted in the segment, and whether they still are."""
    rows = Membership.objects.filter(segment=segment).order_by("pk").values_list("customer__reference", "left_at")
    return sorted((reference, left_at is None) for reference, left_at in rows)


def test_receipt_tells_the_segments_that_its_customer_is_in_now(call, people, partner_token):
    often = save("Fidèles", {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 3}}]}, told=True)
    save("Muet", {"all": []})
    assert stays(often) == []
    told = sell(call, partner_token, "10")
    assert told["segments"] == [{"id": often.pk, "name": "Fidèles"}]
    assert stays(often) == [("x:1", True)]
    assert sell(call, partner_token, "11", customer="x:2")["segments"] == []
    read = call("GET", f"/customers/{people[0]}", token=partner_token).body["segments"]
    assert read == [{"id": often.pk, "name": "Fidèles"}]


def test_customer_who_leaves_a_segment_is_noted_as_gone(call, people, partner_token):
    rare = save("Rares", {"all": [{"condition": "visits", "is": {"operator": "at_most", "amount": 2}}]}, told=True)
    assert stays(rare) == [("x:1", True), ("x:2", True)]
    assert sell(call, partner_token, "10")["segments"] == []
    assert stays(rare) == [("x:1", False), ("x:2", True)]


def test_till_judges_by_its_store_and_history_by_the_network(call, people, till_token):
    """Two visits in Nantes are nothing that Lyon may see."""
    often = save("Fidèles", {"all": [CAME_OFTEN]}, told=True)
    told = sell(call, till_token, "10", customer="x:2")
    assert told["segments"] == []
    assert stays(often) == [("x:1", True), ("x:2", True)]


def test_changed_deleted_and_renamed_segments_are_told_as_they_are(call, people, partner_token):
    known = save("Venus", {"all": [CAME]}, told=True)
    assert [one["name"] for one in sell(call, partner_token, "10")["segments"]] == ["Venus"]
    changed = {"name": "Fidèles", "rule": {"all": [CAME]}, "is_told_at_till": True, "author_id": None, "now": NOON}
    save_segment(known.pk, scope=NETWORK, **changed)
    assert [one["name"] for one in sell(call, partner_token, "11")["segments"]] == ["Fidèles"]
    Segment.objects.all().delete()
    assert sell(call, partner_token, "12")["segments"] == []


def test_receipt_is_answered_when_segments_cannot_be_told(call, people, partner_token, monkeypatch):
    save("Venus", {"all": [CAME]}, told=True)
    Segment.objects.update(rule={"all": [{"condition": "gone"}]})
    assert sell(call, partner_token, "10")["segments"] == []


# --- the schema ------------------------------------------------------------------------------------------------------


def test_schema_is_served_and_sound(call, shops, partner_token):
    schema = call("GET", "/segments/schema", token=partner_token).body
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$defs"].keys() == {"group", "part", *types()}


@cache
def validator():
    """Made once: to check the schema itself costs more than all rules."""
    return jsonschema.Draft202012Validator(rule_schema())


@given(st.data())
@settings(max_examples=100, suppress_health_check=list(HealthCheck))
@pytest.mark.pure
def test_schema_takes_every_rule(data):
    rule = plain(parse(data.draw(rules(KEYS, types()))))
    validator().validate(json.loads(json.dumps(rule)))


@pytest.mark.parametrize(
    "rule",
    [
        {},
        {"all": [], "any": []},
        {"all": [{"condition": "magic"}]},
        {"all": [{"condition": "visits"}]},
        {"all": [{**CAME, "wrong": 1}]},
        {"all": [{"condition": "visits", "is": {"operator": "about"}}]},
        {"all": [{"condition": "commune", "is": []}]},
        {"any": [{"none": [{"condition": "civility", "is": ["duke"]}]}]},
    ],
)
def test_schema_refuses_what_cannot_be_read(rule):
    with pytest.raises(jsonschema.ValidationError):
        validator().validate(rule)
