"""The people of a segment: the list, why somebody is in it, who came and went, what is done with it."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from chaland.segments.models import Segment
from factories.customers import NOW
from factories.segments import TWICE_TYPED, saved, shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]


def names(response):
    found = re.findall(r'<a class="who" href="[^"]+">(.*?)</a>', response.content.decode())
    return [html.unescape(name) for name in found]


def test_people_are_the_customer_list_and_its_file(owner_client, people):
    segment = saved()
    assert names(owner_client.get(f"/segments/{segment.pk}/people/")) == ["Bonnet Ada"]
    assert names(owner_client.get("/customers/", {"segment": segment.pk})) == ["Bonnet Ada"]
    query = {"segment": segment.pk, "format": "csv", "columns": "name,city"}
    file = b"".join(owner_client.get("/customers/export/", query).streaming_content).decode("utf-8-sig")
    assert file.splitlines() == ["Name,Town", "Bonnet Ada,"]


@pytest.mark.parametrize("said", ["12345", "x", "1,2", "-1"])
def test_list_tells_of_an_unknown_segment(owner_client, people, said):
    response = owner_client.get("/customers/", {"segment": said})
    assert (response.status_code, len(names(response))) == (200, 3)


def test_why_tells_the_facts_condition_by_condition(owner_client, people):
    spent = {"condition": "revenue", "is": {"operator": "at_least", "amount": 10000}, "window": {"last_days": 365}}
    rule = {"all": [spent, {"none": [{"condition": "reachable", "by": ["email"]}]}]}
    segment = saved(rule)
    page = shown(owner_client.get(f"/segments/{segment.pk}/why/", {"customer": people["ada"]}))
    assert "Is not in the segment" in page
    assert "Yes: who spent at least €100.00 in the last 365 days the revenue in the last 365 days: €150.00" in page
    assert "No: None of this may be: Yes: who can be reached by e-mail can be reached by e-mail" in page


def test_why_finds_the_customer_to_ask_about(owner_client, people):
    segment = saved()
    page = owner_client.get(f"/segments/{segment.pk}/why/", {"q": "bonn"})
    assert f"?customer={people['ada']}" in page.content.decode()
    assert owner_client.get(f"/segments/{segment.pk}/why/", {"customer": 999999}).status_code == 404


def test_customer_page_names_their_segments(owner_client, people):
    segment = saved()
    assert (
        reverse("customer-segments", args=[people["ada"]])
        in owner_client.get(f"/customers/{people['ada']}/").content.decode()
    )
    found = owner_client.get(f"/customers/{people['ada']}/segments/")
    assert ("Fidèles" in shown(found), f"/segments/{segment.pk}/why/" in found.content.decode()) == (True, True)
    assert "In no saved segment." in shown(owner_client.get(f"/customers/{people['cleo']}/segments/"))


def test_history_tells_who_came_and_who_left(owner_client, people):
    owner_client.post("/segments/new/", {**TWICE_TYPED, "name": "Fidèles", "action": "save"})
    segment = Segment.objects.get()
    with time_machine.travel(NOW + timedelta(minutes=10), tick=False):
        owner_client.post(
            f"/segments/{segment.pk}/",
            {**TWICE_TYPED, "name": "Fidèles", "c-0-is-operator": "at_most", "action": "save"},
        )
    page = shown(owner_client.get(f"/segments/{segment.pk}/history/"))
    assert "Who left last Customer Came in Left Bonnet Ada 22 Nov 2026 11:00 22 Nov 2026 11:10" in page
    assert "who came at most 2 times" in page


def test_owner_tells_it_at_the_till_and_deletes(owner_client, people):
    segment = saved()
    owner_client.post(f"/segments/{segment.pk}/act/", {"action": "tell"})
    segment.refresh_from_db()
    assert segment.is_told_at_till
    owner_client.post(f"/segments/{segment.pk}/act/", {"action": "hush"})
    segment.refresh_from_db()
    assert not segment.is_told_at_till
    owner_client.post(f"/segments/{segment.pk}/act/", {"action": "delete"})
    assert Segment.objects.count() == 0


def test_segment_that_another_names_is_not_deleted(owner_client, people):
    segment = saved()
    saved({"all": [{"condition": "member", "is": [segment.pk]}]}, name="Autre")
    response = owner_client.post(f"/segments/{segment.pk}/act/", {"action": "delete"}, follow=True)
    assert (Segment.objects.count(), "“Autre” is made from this one" in shown(response)) == (2, True)
