"""Whatever a till sends, it is answered: recorded, or refused with a reason. Never an error page."""

import json

import pytest
from django.test import RequestFactory
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.api.examples import EXAMPLES
from chaland.api.parsing import read_json
from chaland.api.problems import Invalid, Problem
from chaland.api.receipt_parsing import parse_receipt
from chaland.kernel.errors import Refusal
from chaland.sales.rules import ReceiptInput
from factories.sales import rolled_back

from .conftest import a_receipt

TEXTS = ("", " ", "-0", "1e9", "12.505", "9" * 40, "a > ", "2026-02-30T25:61:00Z", "0001-01-01T00:00", "\ud800", "\x00")
NASTY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.text(max_size=70),
    st.sampled_from(TEXTS),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
MEMBERS = (*a_receipt(), "uuid", "customer", "card", "seller", "payment_method", "is_return", "total", "x/~y")
LINE_MEMBERS = ("sku", "label", "quantity", "amount", "amount_cents", "category", "size", "price_level", "?")
OTHERS = [(path, body) for (method, path), body in EXAMPLES.items() if method == "post" and "{" not in path]


def changes(members):
    return st.dictionaries(st.sampled_from(sorted(members)), NASTY, max_size=3)


def receipt_with(line, changed):
    return a_receipt(**{"lines": [{"sku": "A", "quantity": 1, "amount_cents": 1000, **line}], **changed})


RECEIPTS = st.builds(receipt_with, changes(LINE_MEMBERS), changes(MEMBERS))
ANYTHING = st.recursive(NASTY, lambda part: st.lists(part, max_size=3) | st.dictionaries(st.text(), part, max_size=3))
OTHER_CALLS = st.sampled_from(OTHERS).flatmap(
    lambda call: st.tuples(st.just(call[0]), changes(call[1]).map(lambda changed: {**call[1], **changed}))
)
SHARED = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def read(raw):
    request = RequestFactory().post("/api/v1/receipts", raw, content_type="application/json")
    return parse_receipt(read_json(request, 1024 * 1024), {})


@given(ANYTHING | RECEIPTS)
@settings(max_examples=400)
def test_any_json_is_a_receipt_or_refused(value):
    try:
        said = read(json.dumps(value).encode())
    except (Invalid, Problem):
        return
    assert isinstance(said, ReceiptInput)


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_refused(raw):
    with pytest.raises((Invalid, Problem)):
        read(raw)


def answered(client, token, path, value):
    with rolled_back():
        response = client.generic(
            "POST",
            f"/api/v1{path}",
            json.dumps(value),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
    assert json.loads(response.content)
    return response.status_code


@given(RECEIPTS)
@SHARED
def test_any_receipt_is_answered(client, till_token, value):
    assert answered(client, till_token, "/receipts", value) in (201, 400, 403, 413, 422)


@given(OTHER_CALLS)
@SHARED
def test_any_other_body_is_answered(client, till_token, call):
    assert answered(client, till_token, *call) in (200, 201, 400, 403, 404, 409, 422)


def test_refusal_names_what_it_is_about():
    with pytest.raises(Invalid) as told:
        read(json.dumps({"a/b~c": 1}).encode())
    assert told.value.refusals[0].field == "/a~1b~0c"
    assert isinstance(told.value.refusals[0], Refusal)
