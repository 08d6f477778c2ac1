"""Journeys read by a partner: counts and no names; a store reads its own alone. All made up."""

import pytest

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.accounts.services import create_token
from chaland.stores.models import Store
from chaland.usecases.journeys.edit_journey import create_journey
from factories.sales import open_shops
from factories.sending import NOW

pytestmark = pytest.mark.django_db


def test_partner_reads_how_many_people_are_in_a_journey_and_a_store_its_own_alone(client):
    lyon = open_shops("lyon", "nantes")[0]

    def read(store, address):
        token = create_token(name="Partenaire inventé", store=store)
        return client.get(f"/api/v1/{address}", headers={"Authorization": f"Bearer {token}"})

    own = create_journey(recipe="birthday", name="À nous", scope=Scope(lyon.pk), now=NOW)
    others = create_journey(recipe="late", name="Au réseau", scope=EVERYWHERE, now=NOW)
    assert {one["id"] for one in read(None, "journeys").json()["journeys"]} == {own.pk, others.pk}
    assert [one["id"] for one in read(Store.objects.get(pk=lyon.pk), "journeys").json()["journeys"]] == [own.pk]
    told = read(None, f"journeys/{own.pk}").json()
    assert (told["is_on"], told["options"], told["sent"]) == (False, {"days": 7}, 0)
    assert told["people"] == {"entered": 0, "going": 0, "done": 0, "left": 0}
    answer = read(lyon, f"journeys/{others.pk}")
    assert (answer.status_code, answer.json()["code"]) == (404, "journey_unknown")
