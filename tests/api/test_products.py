"""A web shop tells what it sells; products are made up."""

import json

import pytest

from chaland.stores.models import Product

pytestmark = pytest.mark.django_db
BOOT = {
    "sku": "BOT-38",
    "name": "Bottine",
    "category": "Femme > Bottines",
    "price_cents": 12990,
    "picture": "https://boutique.example/b.jpg",
    "link": "https://boutique.example/b",
}


@pytest.fixture
def post(client, partner_token):
    def send(body, token=partner_token):
        answer = client.post(
            "/api/v1/products", json.dumps(body), content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Accept-Language": "fr"},
        )  # fmt: skip
        return answer.status_code, answer.json()

    return send


def test_products_are_described_added_and_read_back_and_twice_is_once(client, post, partner_token):
    told = [post({"products": [BOOT, {"sku": "LAC", "price": "2.50"}]}) for _ in range(2)]
    counts = [(body["created"], body["changed"], body["unchanged"], body["errors"]) for _status, body in told]
    assert counts == [(2, 0, 0, []), (0, 0, 2, [])]
    assert Product.objects.get(sku="LAC").price_cents == 250
    post({"products": [{"sku": "BOT-38", "price_cents": 9900, "link": ""}]})
    found = client.get("/api/v1/products/BOT-38", headers={"Authorization": f"Bearer {partner_token}"})
    assert found.json() | BOOT == found.json() | {"price_cents": 12990}
    assert {name: found.json()[name] for name in BOOT} == {**BOOT, "price_cents": 9900}
    gone = client.get("/api/v1/products/NEANT", headers={"Authorization": f"Bearer {partner_token}"})
    assert gone.status_code == 404


@pytest.mark.parametrize(
    ("wrong", "code", "field"),
    [
        ({"price_cents": -1}, "price_negative", "price"),
        ({"price_cents": 1, "price": "1"}, "amount_given_twice", "price"),
        ({"link": "javascript:alert(1)"}, "address_not_https", "link"),
        ({"picture": "http://boutique.example/b.jpg"}, "address_not_https", "picture"),
        ({"picture": "a" * 64}, "address_not_https", "picture"),
        ({"kind": "truc"}, "kind_unknown", "kind"),
        ({"sku": " "}, "sku_missing", "sku"),
        ({"sku": "BOT-38"}, "sku_twice", "sku"),
    ],
)
def test_a_product_that_is_wrong_is_left_out_and_told_and_the_others_are_taken(post, wrong, code, field):
    status, body = post({"products": [BOOT, {"sku": "AUTRE", **wrong}]})
    assert (status, body["created"]) == (200, 1)
    assert [(one["row"], one["code"], one["field"]) for one in body["errors"]] == [(2, code, field)]
    assert list(Product.objects.values_list("sku", flat=True)) == ["BOT-38"]


@pytest.mark.parametrize(
    "body", [{}, {"products": []}, {"products": [{"name": "x"}]}, {"products": [{"sku": "x", "prix": 1}]}, [], "x"]
)
def test_body_of_another_shape_is_refused(post, body):
    assert (post(body)[0], Product.objects.count()) == (422, 0)


def test_a_store_and_a_till_do_not_change_the_catalogue_of_all(post, nantes_token, till_token):
    for token in (nantes_token, till_token):
        status, body = post({"products": [BOOT]}, token)
        assert (status, body["code"]) == (403, "catalogue_needs_network")
    assert Product.objects.count() == 0
