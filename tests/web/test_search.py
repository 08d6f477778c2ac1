"""The search of the top bar, as the owner and the seller of Nantes use it."""

import re
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from factories.people import join, owner
from factories.sales import NOON, open_shops, receipt

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)


@pytest.fixture
def shops():
    """Claire belongs to Lyon, Élise to Nantes; one receipt of each, one of nobody."""
    lyon, nantes = open_shops("lyon", "nantes")
    for first, last, store, email in (
        ("Claire", "Bonnet", lyon, "claire@chaland.example"),
        ("Élise", "Bonnefoy", nantes, "elise@chaland.example"),
    ):
        card = f"2990000000{store.pk}"
        new = NewCustomer(
            first_name=first,
            last_name=last,
            reference=first,
            emails=(email,),
            mobiles=(f"+3363998010{store.pk}",),
            cards=(card,),
            home_store_id=store.pk,
        )
        create_customer(new, now=NOW)
    record_receipts(
        [
            receipt("L-1", customer="Claire"),
            receipt("N-1", store="nantes", customer="Élise"),
            receipt("ANON", sold_at=NOON),
        ],
        now=NOW,
    )
    return lyon, nantes


def signed_in(user):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def found(client, text):
    """What the answers say, as the browser gets them while one types."""
    answer = client.get("/search/", {"q": text}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    hits = re.findall(r'search-main">(.*?)</span><span class="search-sub">(.*?)</span>', answer.content.decode())
    return [" | ".join(hit) for hit in hits]


def mobile(shops):
    return f"06 39 98 01 0{shops[0].pk}"


def test_customers_are_found_by_all_they_may_give(shops):
    client = signed_in(owner())
    claire = Customer.objects.get(reference="Claire")
    assert found(client, "bonn") == ["Bonnefoy Élise |  ", "Bonnet Claire |  "]
    assert found(client, "ELISE bonn") == ["Bonnefoy Élise |  "]
    assert found(client, f"2990000000{shops[0].pk}") == ["Bonnet Claire | trouvé par sa carte"]
    assert found(client, mobile(shops)) == ["Bonnet Claire | trouvé par son téléphone"]
    assert found(client, "claire@chaland.example") == ["Bonnet Claire | trouvé par son adresse électronique"]
    assert found(client, "Claire") == ["Bonnet Claire | Claire"]
    page = client.get("/search/", {"q": "bonn"}).content.decode()
    assert reverse("customer", args=[claire.pk]) in page


def test_receipts_are_found_by_their_number(shops):
    client = signed_in(owner())
    assert found(client, "L-1") == ["L-1 | 02/03/2026, Lyon, 49,90\u00a0€, Bonnet Claire"]
    assert found(client, "ANON") == ["ANON | 02/03/2026, Lyon, 49,90\u00a0€, sans client"]
    assert found(client, "L-") == []


def test_seller_of_nantes_finds_nobody_and_nothing_of_lyon(shops):
    client = signed_in(join("samir@chaland.example", "seller", shops[1]))
    assert found(client, "bonn") == ["Bonnefoy Élise |  "]
    for text in ("Claire", "L-1", "ANON", mobile(shops), f"2990000000{shops[0].pk}"):
        assert found(client, text) == []


def test_enter_opens_the_only_customer_there_is(shops):
    client = signed_in(owner())
    elise = Customer.objects.get(reference="Élise")
    for text in (f"2990000000{shops[1].pk}", "N-1", "bonnef"):
        assert client.get("/search/", {"q": text}).headers["Location"] == reverse("customer", args=[elise.pk])
    assert client.get("/search/", {"q": "bonn"}).status_code == 200
    assert client.get("/search/", {"q": "ANON"}).status_code == 200


@pytest.mark.parametrize("text", ["", "   ", "\x00", "%", "_", "'\"><script>alert(1)</script>", "é" * 500, "9" * 400])
def test_any_text_is_answered(shops, text):
    client = signed_in(owner())
    for headers in ({}, {"HX-Request": "true"}):
        answer = client.get("/search/", {"q": text}, headers=headers)
        assert answer.status_code == 200
        assert b"<script>alert" not in answer.content


def test_blank_text_closes_the_answers(shops):
    answer = signed_in(owner()).get("/search/", {"q": " "}, headers={"HX-Request": "true"})
    assert answer.content == b""


def test_who_is_signed_out_finds_nothing(shops):
    answer = Client().get("/search/", {"q": "bonn"}, headers={"HX-Request": "true"})
    assert b"Bonn" not in answer.content
    assert answer.headers["HX-Redirect"].startswith(reverse("login"))


def test_number_of_queries_does_not_grow_with_the_answers(shops, django_assert_num_queries):
    client = signed_in(owner())
    found(client, "zzz")
    counts = []
    for text in ("bonnet", "bonn"):
        with django_assert_num_queries(9) as queries:
            found(client, text)
        counts.append(len(queries))
    assert counts[0] == counts[1]
