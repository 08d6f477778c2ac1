"""The page of what a campaign changed: what it says and what it does not; its files; who may open it. All made up."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from campaigns.worlds import world
from chaland.campaigns.models import Campaign, Policy
from chaland.campaigns.rules.hold_out import is_held_out
from chaland.stores.models import Store
from factories.campaign_world import FROZEN, NOW, Told
from factories.campaigning import a_campaign
from factories.sales import open_shops
from factories.screens import as_user, rows_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(monkeypatch):
    """Six hundred people, three in ten left alone; one in five of the others came once more."""
    open_shops("lyon")
    made = Told(a_campaign(now=NOW, frozen_at=FROZEN, fixed_cents=50_000), world(3, people=600, gain=4000, percent=30))
    with time_machine.travel(NOW, tick=False):
        made.show(monkeypatch)
        yield made


@pytest.fixture
def browser():
    return as_user()


def look(told, browser, **query):
    return browser.get(reverse("campaign-results", args=[told.campaign.pk]), query)


def test_page_says_what_it_brought_between_bounds_and_for_each_euro(told, browser):
    answer = look(told, browser)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "The campaign brought" in text
    assert "Revenue more for each euro" in text
    assert 'class="bounds"' in text
    assert 'cardx verdict more"' in text


def test_page_tells_nothing_while_the_window_is_open(told, browser):
    with time_machine.travel(FROZEN + timedelta(days=3), tick=False):
        text = look(told, browser).content.decode()
    assert "Too early to say" in text
    assert "The campaign brought" not in text


def test_page_of_a_campaign_that_nobody_drew_says_so_and_claims_nothing(told, browser, monkeypatch):
    Campaign.objects.update(seed="")
    told.messages = [one for one in told.messages if one["state"] == "sent"]
    told.show(monkeypatch)
    text = look(told, browser).content.decode()
    assert "was not drawn by lot" in text
    assert "Revenue more for each euro" not in text
    assert 'class="bounds"' not in text


def test_page_of_letters_counts_no_links_and_a_server_that_told_nothing_is_no_zero(told, browser):
    def rows(channel):
        Campaign.objects.update(channel=channel)
        return {str(label): count for label, count, _share in look(told, browser).context["tables"]["messages"].rows}

    by_mail, by_post = rows("email"), rows("post")
    assert by_mail["Delivered, as the server told"] is None
    assert set(by_mail) - set(by_post) >= {"Delivered, as the server told", "Complained", "Came back"}
    assert by_post["People who used a voucher"] == by_mail["People who used a voucher"]


def test_page_of_a_campaign_that_has_not_left_is_empty(told, browser):
    Campaign.objects.update(frozen_at=None)
    text = look(told, browser).content.decode()
    assert "No results yet" in text
    assert "<table" not in text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_every_table_is_given_as_a_file(told, browser, kind):
    for key in look(told, browser).context["tables"]:
        answer = look(told, browser, file=kind, table=key)
        assert answer.headers["Content-Disposition"].startswith(f'attachment; filename="{key}_')
        assert len(b"".join(answer.streaming_content)) > 40
    assert look(told, browser, file=kind, table="other").status_code == 404


def test_file_holds_the_figures_of_the_look(told, browser):
    rows = rows_of(look(told, browser, file="csv", table="per_person"))
    assert [row[0] for row in rows] == [
        "Per person", "Written to", "Left alone", "Difference, what they spent before taken off", "At least", "At most",
    ]  # fmt: skip
    assert rows[1][1] == "420"


def test_who_sells_does_not_see_it(told):
    assert look(told, as_user("seller")).status_code == 403


def test_all_campaigns_together_are_measured_against_those_whom_each_leaves_alone(told, browser, monkeypatch):
    address = reverse("campaign-together")
    assert "cannot be known" in browser.get(address).content.decode()
    policy = Policy.objects.create(pk=1, hold_out_percent=20, hold_out_seed="network", hold_out_since=FROZEN.date())
    for person in told.people:
        if not is_held_out("network", 20, person):
            told.sell(person, 2, 20_000)
    told.show(monkeypatch)
    answer = browser.get(address)
    assert "campaigns together brought €" in answer.content.decode()
    found = answer.context["found"]
    assert found.people_alone == sum(is_held_out("network", policy.hold_out_percent, one) for one in told.people)
    assert found.people + found.people_alone == len(told.people)
    assert rows_of(browser.get(address, {"file": "csv", "table": "per_person"}))[1][1] == str(found.people)
    assert [one["label"] for one in answer.context["worth"]][:2] == ["Revenue more", "Visits more"]
    assert rows_of(browser.get(address, {"file": "csv", "table": "by_store"}))[0][:2] == ["Store", "May be reached"]
    assert browser.get(address, {"file": "csv", "table": "other"}).status_code == 404
    assert "written to since that day all the same" in answer.content.decode()
    Policy.objects.update(hold_out_since=NOW.date() - timedelta(28))
    assert "Too early to say" in browser.get(address).content.decode()
    assert as_user("manager", *Store.objects.all()).get(address).status_code == 403
