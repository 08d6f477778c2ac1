"""A till of Lyon, a store of Nantes and a partner, each with its token; all made up."""

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import pytest

from chaland.accounts.services import create_token
from chaland.api import receipts
from chaland.api.limits import RateLimit
from chaland.stores.models import Till
from factories.sales import open_shops

CORPUS = Path(__file__).parents[1] / "corpus" / "receipts"
EXPECTED = tomllib.loads((CORPUS / "expected.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Answer:
    status: int
    body: dict
    headers: dict

    @property
    def code(self):
        return self.body.get("code")

    @property
    def pointers(self):
        return [error["pointer"] for error in self.body.get("errors", [])]


@pytest.fixture(autouse=True)
def full_buckets(monkeypatch):
    """No test pays for the calls of the one before."""
    monkeypatch.setattr(receipts, "_till_rate", RateLimit(0))


@pytest.fixture
def shops(db):
    lyon, nantes = open_shops("lyon", "nantes")
    return SimpleNamespace(lyon=lyon, nantes=nantes)


@pytest.fixture
def till_token(shops):
    return create_token(name="Caisse 1", till=Till.objects.get(store=shops.lyon))


@pytest.fixture
def nantes_token(shops):
    return create_token(name="Boutique de Nantes", store=shops.nantes)


@pytest.fixture
def partner_token(shops):
    return create_token(name="Site marchand")


@pytest.fixture
def call(client):
    """Sends one request as a token's bearer, in English; the body is JSON unless given as bytes."""

    def send(method, path, body=None, *, token=None, content_type="application/json", language="en", **headers):
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        response = client.generic(
            method,
            f"/api/v1{path}",
            raw,
            content_type=content_type,
            headers={"Accept-Language": language, **headers},
        )
        kind = response.headers["Content-Type"]
        assert kind == ("application/json" if response.status_code < 400 else "application/problem+json")
        return Answer(response.status_code, json.loads(response.content), response.headers)

    return send


@pytest.fixture
def post(call, till_token):
    """Posts to one address as the till of Lyon."""

    def send(path, body, **options):
        return call("POST", path, body, **{"token": till_token, **options})

    return send


@pytest.fixture
def post_case(post):
    """Posts one receipt of the corpus, checks that it is answered as written there, and returns the answer."""

    def send(name, **options):
        answer = post("/receipts", (CORPUS / f"{name}.json").read_bytes(), **options)
        wanted = EXPECTED[name]
        assert (answer.status, answer.code) == (wanted["status"], wanted.get("code")), answer.body
        if "pointer" in wanted:
            assert answer.pointers[0] == wanted["pointer"]
        return answer

    return send


def a_receipt(number="1042", **changes):
    body = {
        "store": "lyon",
        "till": "1",
        "number": number,
        "sold_at": "2026-03-02T13:00:00+01:00",
        "total_cents": 1000,
        "lines": [{"sku": "BALLERINE-37", "label": "Ballerines", "quantity": 1, "amount_cents": 1000}],
    }
    return {**body, **changes}
