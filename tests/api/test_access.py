"""Who may call what."""

import pytest
from django.db import OperationalError, connection

from chaland.accounts.services import create_user
from chaland.api import receipts
from chaland.sales.models import Receipt

from .conftest import a_receipt

WRITES = [
    ("POST", "/receipts"),
    ("POST", "/receipts/batch"),
    ("POST", "/receipts/1/attach"),
    ("POST", "/customers"),
    ("PATCH", "/customers/1"),
    ("POST", "/customers/1/cards"),
    ("POST", "/customers/1/consents"),
    ("POST", "/interactions"),
    ("POST", "/carts"),
    ("POST", "/wishes"),
]
READS = ["/customers?q=a", "/customers/1", "/customers/1/figures", "/customers/1/timeline", "/customers/1/consents"]


def sign_in(client, role, stores):
    user = create_user(email=f"{role}@example.com", name="Anne", role=role, all_stores=not stores, stores=stores or [])
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return user


@pytest.mark.parametrize(("method", "path"), [*WRITES, *(("GET", path) for path in READS)])
def test_call_without_token_is_refused(call, shops, method, path):
    answer = call(method, path, {})
    assert (answer.status, answer.code) == (401, "token_missing")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="chaland"'


@pytest.mark.parametrize("token", ["x", "é", "a" * 5000, "' OR 1=1 --"])
def test_unknown_token_is_refused(call, shops, token):
    answer = call("POST", "/receipts", a_receipt(), Authorization=f"Bearer {token}")
    assert (answer.status, answer.code) == (401, "api_token_unknown")


def test_other_schemes_are_no_token(call, shops):
    assert call("POST", "/receipts", a_receipt(), Authorization="Basic YTpi").code == "token_missing"


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_session_may_not_write(call, client, shops, method, path):
    sign_in(client, "owner", None)
    answer = call(method, path, a_receipt())
    assert (answer.status, answer.code) == (403, "token_needed")
    assert Receipt.objects.count() == 0


def test_session_reads_within_its_stores(call, client, post, shops):
    customer_id = post("/receipts", a_receipt(customer="web-1")).body["customer"]["id"]
    sign_in(client, "seller", [shops.lyon])
    assert call("GET", f"/customers/{customer_id}/figures").body["overall"]["revenue_cents"] == 1000
    sign_in(client, "manager", [shops.nantes])
    answer = call("GET", f"/customers/{customer_id}/figures")
    assert (answer.status, answer.code) == (404, "customer_unknown")


def test_token_of_another_store_does_not_learn_that_a_customer_exists(post, call, nantes_token):
    customer_id = post("/receipts", a_receipt(customer="web-1")).body["customer"]["id"]
    known = call("GET", f"/customers/{customer_id}", token=nantes_token)
    unknown = call("GET", "/customers/999999", token=nantes_token)
    assert (known.status, known.body) == (unknown.status, unknown.body)
    assert call("GET", "/customers?q=web-1", token=nantes_token).body == {"customers": []}


def test_unknown_address_and_method_are_told_as_problems(call, shops):
    assert (call("GET", "/nothing/here").status, call("GET", "/nothing/here").code) == (404, "address_unknown")
    answer = call("DELETE", "/receipts")
    assert (answer.status, answer.code, answer.headers["Allow"]) == (405, "method_not_allowed", "POST")
    assert call("GET", "/customers/not-a-number", Authorization="Bearer x").code == "address_unknown"


@pytest.mark.parametrize("address", ["/customers/99999999999999999999", "/receipts/99999999999999999999/attach"])
def test_number_beyond_any_database_is_not_found(call, partner_token, address):
    method = "POST" if "attach" in address else "GET"
    assert call(method, address, {"customer": "x"}, token=partner_token).status == 404


def test_answers_are_kept_by_nobody(post):
    assert post("/receipts", a_receipt()).headers["Cache-Control"] == "no-store"
    assert post("/receipts", {}).headers["Cache-Control"] == "no-store"


def test_database_without_room_answers_503_and_the_next_call_works(post, monkeypatch):
    def full(*args, **kwargs):
        raise OperationalError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(receipts, "record_together", full)
        answer = post("/receipts", a_receipt())
    assert (answer.status, answer.code, answer.headers["Retry-After"]) == (503, "database_unavailable", "2")
    assert post("/receipts", a_receipt()).status == 201


def test_health_is_open_and_touches_the_database(call, db, django_assert_num_queries):
    with django_assert_num_queries(1, connection=connection):
        assert call("GET", "/health").body["status"] == "ok"
