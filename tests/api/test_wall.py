"""The wall between merchants: every operation of the OpenAPI file, every kind of caller, every row of another."""

import json

import pytest
from django.utils import timezone

from chaland.accounts.rules import PERMISSIONS
from chaland.accounts.services import create_token
from factories.people import join
from factories.sales import rolled_back
from factories.wall import build_wall, canaries_in, everything, named_in, operations, plainly, secrets_in

CALLERS = ["store", "till", *(role for role in PERMISSIONS if role != "owner")]


@pytest.fixture(scope="module")
def wall(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), rolled_back():
        yield build_wall(timezone.now())


@pytest.fixture
def ask(client, wall, db):
    """Sends an operation as somebody of Nantes, with these numbers wherever it names a row."""

    def as_caller(kind):
        headers = {}
        if kind in PERMISSIONS:
            client.force_login(join(f"{kind}@example.com", kind, wall.nantes))
        else:
            asks = {"till": wall.nantes.tills.get()} if kind == "till" else {"store": wall.nantes}
            headers["Authorization"] = f"Bearer {create_token(name='Caisse inventée', **asks)}"

        def send(one, values):
            path = one.path.format(**values)
            body = json.dumps(named_in(one.body, values)) if one.body else None
            query = {name: values[name] for name in one.queries if name in values}
            if one.method == "get":
                return client.get(path, query, headers=headers)
            return client.generic(one.method.upper(), path, body or "{}", "application/json", headers=headers)

        return send

    return as_caller


def named(values):
    """The same rows by the names that bodies and queries have for them."""
    return {**values, "customer": values["customer_id"], "store": "nantes", "sku": "inconnu"}


@pytest.mark.parametrize("kind", CALLERS)
def test_a_row_of_another_merchant_answers_like_one_that_is_not_there(ask, wall, kind):
    send, there, nowhere = ask(kind), named(wall.foreign), named(wall.absent())
    told, before = {}, everything()
    for one in operations():
        if "_id" not in f"{one.path}{one.body}{one.queries}":
            continue
        known, unknown = (plainly(send(one, values)) for values in (there, nowhere))
        if known != unknown or known[0] < 400:
            told[one.method, one.path] = (known, unknown)
    assert told == {}
    assert everything() == before


@pytest.mark.parametrize("kind", CALLERS)
def test_no_answer_shows_the_contact_details_that_another_merchant_keeps(ask, wall, kind):
    assert canaries_told(ask(kind), wall) == {}


def test_without_the_wall_answers_show_the_contact_details_of_others(ask, wall, monkeypatch):
    monkeypatch.setattr("chaland.customers.street.walled_merchant", lambda _scope: None)
    told = canaries_told(ask("store"), wall)
    assert {path for _, path in told} >= {"/api/v1/customers", "/api/v1/customers/{customer_id}"}


def canaries_told(send, wall) -> dict[tuple[str, str], list[str]]:
    """What the answers to one caller say of them: every operation, about a customer of both."""
    values = {**named(wall.common), "q": "rossignol", "last_name": "rossignol", "first_name": "jeanne"}
    told = {(one.method, one.path): canaries_in(send(one, values)) for one in operations()}
    return {call: found for call, found in told.items() if found}


@pytest.mark.parametrize("kind", CALLERS)
def test_no_answer_shows_anything_of_another_merchant(ask, wall, kind):
    send = ask(kind)
    typed = {**named(wall.foreign), "q": "bonnet", "email": "claire", "last_name": "bonnet", "first_name": "claire"}
    shown = {(one.method, one.path): secrets_in(send(one, typed)) for one in operations() if one.method == "get"}
    assert {call: found for call, found in shown.items() if found} == {}
