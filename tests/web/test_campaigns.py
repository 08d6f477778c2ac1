"""The screens of campaigns: four steps, who may do what, and the button that launches. All made up."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import override_settings
from django.urls import reverse

from chaland.accounts.models import User
from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Campaign, Message, Policy
from chaland.segments.models import Segment
from chaland.stores.models import Store
from chaland.usecases.segments.save_segment import save_segment
from factories.customers import owner
from factories.sales import open_shops
from factories.sending import campaign, carry, launched, people
from factories.vouchers import a_kind

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "une phrase inventée"
EVERYBODY = {"all": []}


@pytest.fixture(autouse=True)
def _now():
    open_shops("lyon", "nantes")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client):
    client.force_login(owner(password=PASSWORD))
    return client


def at(one, page=""):
    return reverse(f"campaign{page and '-'}{page}", args=[one.pk])


def act(client, one, do, **more):
    return client.post(at(one, "act"), {"do": do, **more}, follow=True).content.decode()


def segment(name="Tous"):
    return save_segment(
        None, name=name, rule=EVERYBODY, is_told_at_till=False, scope=EVERYWHERE, author_id=None, now=NOW
    )


def test_campaign_is_begun_for_a_segment_and_told_who_it_reaches(desk):
    people(4)
    chosen = segment()
    page = desk.get(reverse("campaign-new"), {"segment": chosen.pk}).content.decode()
    assert f'<option value="{chosen.pk}" selected' in page
    answer = desk.post(reverse("campaign-new"), {"name": "Rentrée", "channel": "email", "segment": chosen.pk})
    one = Campaign.objects.get()
    assert (answer.url, one.segment_id, one.merchant_id is not None) == (at(one, "who"), chosen.pk, True)
    typed = {"name": "Rentrée", "segment": chosen.pk, "purpose": "offers", "control_percent": 25}
    look = desk.get(at(one, "look"), typed, headers={"HX-Request": "true"}).content.decode()
    assert '<p class="big num">3</p>' in look
    assert desk.post(at(one, "who"), typed).url == at(one, "what")
    one.refresh_from_db()
    assert one.control_percent == 25


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"starts_at": "2026-03-01T10:00"}, "Ce moment est passé"),
        ({"starts_at": "2026-03-29T02:30"}, "cette heure n’existe pas"),
        ({"starts_at": "demain"}, "Donnez un jour et une heure"),
        ({"starts_at": "2026-03-10T10:00", "ends_at": "2026-03-09T10:00"}, "La fin vient après le début"),
        ({"window_days": "0"}, "supérieure ou égale à 1"),
        ({"per_hour": "0"}, "supérieure ou égale à 1"),
    ],
)
def test_what_makes_no_sense_is_refused_beside_its_field(desk, typed, said):
    one = campaign()
    answer = desk.post(at(one, "when"), {"window_days": 30, **typed})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    one.refresh_from_db()
    assert one.starts_at is None


def test_the_moment_is_on_the_clock_of_the_network(desk):
    one = campaign()
    desk.post(at(one, "when"), {"starts_at": "2026-07-01T10:00", "window_days": 14, "thousand": "45,5", "fixed": ""})
    one.refresh_from_db()
    assert (one.starts_at, one.thousand_cents, one.window_days) == (datetime(2026, 7, 1, 8, tzinfo=UTC), 4550, 14)
    assert 'value="2026-07-01T10:00"' in desk.get(at(one, "when")).content.decode()


def test_offer_is_kept_in_its_order_with_the_rule_of_the_segment(desk):
    one, kind, chosen = campaign(), a_kind(name="Bon inventé"), segment("Fidèles")
    page = {"case0-who": chosen.pk, "case0-kind": kind.pk, "case1-who": "everybody", "case1-kind": ""}
    assert desk.post(at(one, "offer"), page).status_code == 302
    one.refresh_from_db()
    assert one.cases == [{"rule": EVERYBODY, "kind_id": kind.pk}, {"rule": None, "kind_id": None}]
    # A segment that is gone leaves its rule behind.
    Segment.objects.all().delete()
    shown = desk.get(at(one, "offer")).content.decode()
    assert "kept" in shown
    desk.post(at(one, "offer"), {"case0-who": "kept", "case0-kind": kind.pk})
    one.refresh_from_db()
    assert one.cases == [{"rule": EVERYBODY, "kind_id": kind.pk}]


def test_nothing_leaves_before_it_is_approved_and_the_password_typed(desk):
    people(2)
    one = campaign()
    with override_settings(EMAIL_URL="set"):
        assert "relire" in act(desk, one, "launch", password=PASSWORD, despite_sender="1")
        assert "approuvée" in act(desk, one, "approve")
        assert "mot de passe" in act(desk, one, "launch", password="faux", despite_sender="1")
        one.refresh_from_db()
        assert one.state == "draft"
        act(desk, one, "launch", password=PASSWORD, despite_sender="1")
    one.refresh_from_db()
    assert (one.state, one.launcher_id, one.starts_at) == ("scheduled", User.objects.get(role="owner").pk, NOW)


def test_a_change_undoes_the_approval(desk):
    one = campaign()
    act(desk, one, "approve")
    desk.post(at(one, "when"), {"window_days": 20})
    one.refresh_from_db()
    assert (one.approved_at, one.window_days) == (None, 20)


@pytest.mark.parametrize(
    ("role", "may"),
    [
        ("marketing", {"prepare", "launch", "pause"}),
        ("manager", {"prepare", "approve", "launch", "pause"}),
        ("reader", set()),
        ("dpo", {"pause"}),
    ],
)
def test_each_role_does_what_is_its_own(client, role, may):
    user = User.objects.create(email=f"{role}@example.com", name="Rôle Inventé", role=role, all_stores=True)
    client.force_login(user)
    one = campaign()
    done = {
        "prepare": client.post(at(one, "when"), {"window_days": 20}).status_code,
        "approve": client.post(at(one, "act"), {"do": "approve"}).status_code,
        "launch": client.post(at(one, "act"), {"do": "launch"}).status_code,
        "pause": client.post(at(one, "act"), {"do": "pause"}).status_code,
    }
    assert {name for name, status in done.items() if status != 403} == may
    assert client.get(at(one, "check"), {"whole": 1}).status_code == 200


def test_check_comes_at_once_and_asks_for_what_takes_long(desk):
    one = campaign()
    page = desk.get(at(one, "check")).content.decode()
    assert ("hx-get" in page, 'id="launching"' in page) == (True, False)
    part = desk.get(at(one, "check"), headers={"HX-Request": "true"}).content.decode()
    assert ("<html" in part, 'id="launching"' in part) == (False, True)
    whole = desk.get(at(one, "check"), {"whole": 1}).content.decode()
    assert ("<html" in whole, 'id="launching"' in whole) == (True, True)


def test_officer_of_data_protection_freezes_a_campaign_and_does_nothing_else(client):
    client.force_login(User.objects.create(email="d@example.com", name="Rôle Inventé", role="dpo", all_stores=True))
    one = campaign(state="sending")
    page = client.get(at(one)).content.decode()
    assert [f'value="{do}"' in page for do in ("pause", "resume", "cancel")] == [True, False, False]
    act(client, one, "pause")
    one.refresh_from_db()
    assert (one.state, client.post(at(one, "act"), {"do": "resume"}).status_code) == ("paused", 403)


def test_others_do_not_see_campaigns(client):
    client.force_login(User.objects.create(email="x@example.com", name="Rôle Inventé", role="seller", all_stores=True))
    assert client.get(reverse("campaigns")).status_code == 403


def test_store_sees_and_changes_its_own_alone(client):
    lyon = Store.objects.order_by("pk")[0]
    user = User.objects.create(email="m@example.com", name="Mia Inventée", role="manager")
    user.stores.add(lyon)
    client.force_login(user)
    own, others = campaign(name="À Lyon"), campaign(name="Au réseau")
    Campaign.objects.filter(pk=own.pk).update(store=lyon)
    page = client.get(reverse("campaigns")).content.decode()
    assert ("À Lyon" in page, "Au réseau" in page) == (True, False)
    assert client.get(at(others, "who")).status_code == 404
    assert client.post(at(others, "act"), {"do": "delete"}).status_code == 404
    assert client.get(reverse("campaign-policy")).status_code == 403
    assert Campaign.objects.filter(pk=others.pk).exists()


def test_of_what_nobody_knows_somebody_decides(desk):
    people(3)
    one = launched()
    carry()
    Message.objects.filter(campaign=one).update(state="unknown")
    page = desk.get(at(one)).content.decode()
    assert "3 messages dont personne ne sait s’ils sont partis" in page
    act(desk, one, "again")
    assert set(Message.objects.values_list("state", flat=True)) == {"waiting"}
    Message.objects.update(state="unknown")
    act(desk, one, "let-be")
    assert set(Message.objects.values_list("state", "reason")) == {("held_back", "let_be")}


def test_draft_is_copied_and_deleted_with_what_it_says(desk):
    one = campaign(control_percent=33)
    act(desk, one, "copy")
    copy = Campaign.objects.exclude(pk=one.pk).get()
    assert (copy.name, copy.control_percent, copy.contents.count(), copy.seed != one.seed) == (
        "Essai (copie)", 33, 1, True,
    )  # fmt: skip
    page = desk.get(at(one, "who")).content.decode()
    assert page.index('data-bs-toggle="dropdown"', page.index("<main")) < page.index('value="delete"')
    act(desk, one, "delete")
    assert list(Campaign.objects.all()) == [copy]


def test_launched_campaign_is_shown_and_changed_no_more(desk):
    people(1)
    one = launched()
    for step in ("who", "when", "offer", "check"):
        assert desk.get(at(one, step)).url == at(one)
    assert desk.post(at(one, "when"), {"window_days": 7}).url == at(one)
    assert "Programmée" in desk.get(at(one)).content.decode()
    act(desk, one, "take-back")
    one.refresh_from_db()
    assert one.state == "draft"


@pytest.mark.parametrize(
    ("channel", "state", "words"),
    [
        ("email", "sending", "En cours d’envoi"),
        ("phone", "sending", "Appels en cours"),
        ("phone", "sent", "Appels terminés"),
        ("post", "sending", "Courrier en préparation"),
        ("file", "sent", "Fichier prêt"),
    ],
)
def test_how_far_a_campaign_is_is_told_in_the_words_of_its_channel(desk, channel, state, words):
    one = campaign(channel=channel)
    Campaign.objects.update(state=state)
    for page in (reverse("campaigns"), at(one)):
        assert f">{words}</span>" in desk.get(page).content.decode()


def test_what_holds_for_all_is_kept(desk):
    desk.post(reverse("campaign-policy"), {"most_messages": 2, "in_days": 7, "most_sms": 1, "hold_out_percent": 5})
    policy = Policy.objects.get()
    assert (policy.most_by_channel, policy.hold_out_first_on) == ({"sms": 1}, policy.hold_out_since)
    assert desk.get(reverse("campaign-policy")).context["form"]["most_sms"].value() == 1
    assert (policy.most_messages, policy.in_days, policy.hold_out_percent, bool(policy.hold_out_seed)) == (
        2,
        7,
        5,
        True,
    )
    answer = desk.post(reverse("campaign-policy"), {"most_messages": 0, "in_days": 7, "hold_out_percent": 51})
    assert answer.status_code == 422


def test_who_reads_english_writes_in_the_language_that_is_shown(client):
    user = owner()
    user.language = "en"
    user.save()
    client.force_login(user)
    one = campaign()
    page = client.get(at(one, "what")).content.decode()
    assert 'name="language" value="fr"' in page


def test_unknown_button_and_campaign_are_not_found(desk):
    one = campaign()
    assert desk.post(at(one, "act"), {"do": "explode"}).status_code == 404
    assert desk.get(reverse("campaign", args=[999])).status_code == 404
