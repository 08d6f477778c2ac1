"""Consents through the API, and what a till is told to ask. Made-up people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from chaland.accounts.services import create_token
from chaland.customers.rules import NewCustomer
from chaland.privacy.models import ConsentEntry, CurrentConsent
from chaland.signups.models import Arrival
from chaland.stores.models import Merchant
from chaland.usecases.customers.create_customer import create_customer
from factories.consents import say

from .conftest import a_receipt

SAID = {"purpose": "offers", "channel": "sms", "act": "granted", "method": "oral"}


@pytest.fixture
def zoe(shops):
    new = NewCustomer(reference="z:1", last_name="Gradel", mobiles=("0639980001",), home_store_id=shops.lyon.pk)
    return create_customer(new, now=timezone.now())


def due(customer):
    return [(one["purpose"], one["channel"], one["state"]) for one in customer["consents_due"]]


def test_a_consent_is_written_with_its_proof_and_read_back(call, till_token, zoe, shops):
    made = call("POST", f"/customers/{zoe}/consents", {**SAID, "reference": "caisse 1"}, token=till_token)
    line = ConsentEntry.objects.get()
    assert (made.status, made.body["act"], line.point, line.store_id) == (201, "granted", "till", shops.lyon.pk)
    read = call("GET", f"/customers/{zoe}/consents", token=till_token).body
    assert [(one["purpose"], one["channel"], one["state"]) for one in read["consents"]] == [
        ("offers", "sms", "granted")
    ]


def test_a_till_is_told_what_to_ask_and_what_to_renew(call, till_token, zoe):
    receipt = a_receipt(customer="z:1")
    first = call("POST", "/receipts", receipt, token=till_token).body["customer"]
    text_id = next(one["text_id"] for one in first["consents_due"] if one["channel"] == "sms")
    call("POST", f"/customers/{zoe}/consents", {**SAID, "text_id": text_id}, token=till_token)
    call("POST", f"/customers/{zoe}/consents", {**SAID, "channel": "phone", "act": "refused"}, token=till_token)
    asked = call("POST", "/receipts", receipt, token=till_token).body["customer"]
    CurrentConsent.objects.update(expires_at=timezone.now() - timedelta(1))
    later = call("POST", "/receipts", receipt, token=till_token).body["customer"]
    assert due(first) == [("offers", "sms", "to_ask"), ("offers", "phone", "to_ask")]
    assert (due(asked), due(later)) == ([], [("offers", "sms", "to_renew")])


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"purpose": "rien"}, 404, "purpose_unknown"),
        ({"channel": "fax"}, 422, None),
        ({"act": "confirmed"}, 422, None),
        ({"purpose": "newsletter"}, 422, "channel_not_used"),
        ({"text_id": 999_999}, 422, "consent_text_unknown"),
        ({"given_at": "2099-01-01T10:00:00Z"}, 422, "consent_in_future"),
        ({"merchant": "Personne"}, 404, "merchant_unknown"),
    ],
)
def test_what_is_not_right_writes_nothing(call, partner_token, zoe, changes, *, status, code):
    answer = call("POST", f"/customers/{zoe}/consents", {**SAID, **changes}, token=partner_token)
    assert (answer.status, ConsentEntry.objects.count()) == (status, 0)
    assert code is None or answer.code == code


def test_another_stores_customer_is_unknown(call, nantes_token, zoe):
    answers = [call("GET", f"/customers/{zoe}/consents", token=nantes_token).status]
    answers.append(call("POST", f"/customers/{zoe}/consents", SAID, token=nantes_token).status)
    assert (answers, ConsentEntry.objects.count()) == ([404, 404], 0)


def test_a_store_writes_for_its_own_merchant_alone(call, shops, zoe):
    other = Merchant.objects.create(name="Voisin inventé")
    token = create_token(name="Lyon", store=shops.lyon)
    answers = [
        call("POST", f"/customers/{zoe}/consents", {**SAID, "merchant": name}, token=token).status
        for name in (other.name, shops.lyon.merchant.name)
    ]
    assert answers == [404, 201]


@pytest.mark.rule("origin-told")
def test_a_till_tells_once_from_which_file_somebody_came(call, till_token, nantes_token, zoe):
    Arrival.objects.filter(pk=zoe).update(channel="import", source="Salon inventé")
    receipt, path = a_receipt(customer="z:1"), f"/customers/{zoe}/origin/told"
    said = call("POST", "/receipts", receipt, token=till_token).body["customer"]["origin"]
    read = call("GET", f"/customers/{zoe}/consents", token=till_token).body["origin"]
    elsewhere = call("POST", path, token=nantes_token).status
    noted = call("POST", path, token=till_token)
    again = call("POST", "/receipts", receipt, token=till_token).body["customer"]["origin"]
    told = "We have your details from “Salon inventé”, since "
    assert (said, said["source"], said["text"].startswith(told)) == (read, "Salon inventé", True)
    assert (elsewhere, noted.status, noted.body["origin"], again) == (404, 200, None, None)


def test_a_no_is_never_asked_again(call, till_token, zoe):
    say(zoe, "refused", purpose="offers", channel="sms", at=timezone.now())
    read = call("GET", f"/customers/{zoe}/consents", token=till_token).body["due"]
    assert [one["channel"] for one in read] == ["phone"]
