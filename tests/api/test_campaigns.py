"""Campaigns read by a partner: counts and no names; a store reads its own alone. All made up."""

import pytest

from chaland.accounts.services import create_token
from chaland.campaigns.models import Campaign
from chaland.stores.models import Store
from factories.sales import open_shops
from factories.sending import campaign, carry, launched, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def read(client):
    open_shops("lyon", "nantes")

    def read_as(store, address):
        token = create_token(name="Partenaire inventé", store=store)
        return client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {token}"})

    return read_as


def test_partner_reads_how_far_a_campaign_is(read):
    people(3)
    one = launched(control_percent=34)
    carry()
    [listed] = read(None, "campaigns").json()["campaigns"]
    told = read(None, f"campaigns/{one.pk}").json()
    assert (listed["id"], listed["state"], listed["store"]) == (one.pk, "sending", None)
    assert {state: count for state, count in told["messages"].items() if count} == {"alone": 1, "waiting": 2}
    assert (told["left_out"], told["held_back"]) == ({}, {})


def test_store_reads_its_own_alone(read):
    lyon = Store.objects.order_by("pk")[0]
    own, others = campaign(name="À nous"), campaign(name="Au réseau")
    Campaign.objects.filter(pk=own.pk).update(store=lyon)
    assert [one["id"] for one in read(lyon, "campaigns").json()["campaigns"]] == [own.pk]
    answer = read(lyon, f"campaigns/{others.pk}")
    assert (answer.status_code, answer.json()["code"]) == (404, "campaign_unknown")
