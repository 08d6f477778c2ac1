"""The screens of journeys: begun by a recipe, changed while off, simulated, switched on with a password. Made up."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from chaland.accounts.models import User
from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns.models import Campaign, Journey, Passage
from chaland.segments.models import Segment
from chaland.usecases.journeys.edit_journey import create_journey, switch_on
from chaland.usecases.journeys.run_journeys import run_journeys
from factories.customers import owner
from factories.sales import open_shops
from factories.sending import BODY, people

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)
PASSWORD = "une phrase inventée"


@pytest.fixture(autouse=True)
def _now():
    open_shops("lyon", "nantes")
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def desk(client):
    client.force_login(owner(password=PASSWORD))
    return client


def begun(recipe="welcome"):
    one = create_journey(recipe=recipe, name="Essai", scope=EVERYWHERE, now=NOW)
    for campaign in one.campaigns.all():
        campaign.contents.update(body=BODY)
    return one


def at(one, page=""):
    return reverse(f"journey{page and '-'}{page}", args=[one.pk])


def act(client, one, do, **more):
    return client.post(at(one, "act"), {"do": do, **more}, follow=True).content.decode()


def test_a_journey_is_begun_by_a_recipe_and_told_as_a_graph(desk):
    assert "Pas encore de scénario" in desk.get(reverse("journeys")).content.decode()
    answer = desk.post(reverse("journey-new"), {"name": "Fête", "recipe": "birthday", "channel": "email"})
    one = Journey.objects.get()
    assert (answer.url, one.is_on, one.campaigns.count()) == (at(one), False, 1)
    page = desk.get(at(one)).content.decode()
    assert "7 jours avant un anniversaire" in page
    assert "Fête" in desk.get(reverse("journeys")).content.decode()
    # Its message is with it, not among the campaigns.
    assert reverse("campaign", args=[one.campaigns.get().pk]) not in desk.get(reverse("campaigns")).content.decode()


def test_it_is_switched_on_with_the_password_alone_and_off_again(desk):
    one = begun()
    people(2)
    assert "pas votre mot de passe" in act(desk, one, "on", password="devinée")
    assert not Journey.objects.get().is_on
    assert "Le scénario est activé" in act(desk, one, "on", password=PASSWORD)
    run_journeys(clock=lambda: NOW)
    assert "2 attendent" in desk.get(at(one)).content.decode()
    assert desk.get(at(one, "edit")).url == at(one)
    assert "Le scénario est désactivé" in act(desk, one, "off")
    assert set(Passage.objects.values_list("reason", flat=True)) == {"switched_off"}


def test_its_steps_are_changed_in_rows(desk):
    one = begun("second_visit")
    campaign = one.campaigns.get().pk
    Segment.objects.create(name="Fidèles inventés", rule={}, created_at=NOW, changed_at=NOW)
    assert desk.get(at(one, "edit")).content.decode().count(">Fidèles inventés</option>") == 6
    typed = {
        "name": "Autre", "nth": "2", "hour": "9", "control_percent": "20", "thousand": "45",
        "step0-do": "wait", "step0-days": "12", "step1-do": "if:come", "step2-do": f"send:{campaign}",
    }  # fmt: skip
    assert desk.post(at(one, "edit"), typed).url == at(one)
    one.refresh_from_db()
    assert one.steps == [
        {"do": "wait", "days": 12}, {"do": "if", "condition": "come"}, {"do": "send", "campaign_id": campaign},
    ]  # fmt: skip
    kept = Campaign.objects.get()
    assert (one.options, one.hour, kept.control_percent, kept.thousand_cents) == ({"nth": 2}, 9, 20, 4500)
    for more, told in (
        ({"step2-do": ""}, "envoie au moins un message"),
        ({"step3-do": f"send:{campaign}"}, "n’est envoyé que par une étape"),
        ({"step0-days": ""}, 'id="id_step0-days_error"'),
        ({"step1-do": "if:segment"}, 'id="id_step1-segment_error"'),
    ):
        wrong = desk.post(at(one, "edit"), {**typed, **more})
        assert (wrong.status_code, told in wrong.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("recipe", "told"), [("next_size", "Écrivez la ligne d’articles"), ("joined", "Choisissez le segment")]
)
def test_what_a_journey_must_be_told_first_is_said_before_its_password_is_asked(desk, recipe, told):
    one = begun(recipe)
    page = desk.get(at(one)).content.decode()
    assert told in page
    assert 'name="password"' not in page
    assert "Personne." in desk.get(at(one, "simulation")).content.decode()


def test_a_message_of_another_channel_is_added(desk):
    one = begun()
    assert "Un message est ajouté" in act(desk, one, "add", channel="sms")
    assert list(one.campaigns.order_by("pk").values_list("channel", flat=True)) == ["email", "sms"]
    act(desk, one, "add", channel="phone")
    assert one.campaigns.count() == 2


def test_a_simulation_tells_who_would_have_entered_and_at_what_cost(desk):
    one = begun()
    people(3)
    with time_machine.travel(datetime(2026, 4, 2, 12, tzinfo=UTC), tick=False):
        desk.force_login(User.objects.get())
        page = desk.get(at(one, "simulation"), headers={"HX-Request": "true"}).content.decode()
    assert '<p class="big num">3</p>' in page


def test_what_all_its_messages_brought_is_on_a_page_of_its_own(desk):
    one = begun()
    assert reverse("journey-results", args=[one.pk]) not in desk.get(at(one)).content.decode()
    people(2)
    act(desk, one, "on", password=PASSWORD)
    run_journeys(clock=lambda: NOW)
    later = NOW + timedelta(days=1)
    run_journeys(clock=lambda: later)
    assert reverse("journey-results", args=[one.pk]) in desk.get(at(one)).content.decode()
    with time_machine.travel(later, tick=False):
        desk.force_login(User.objects.get())
        page = desk.get(at(one, "results"))
    assert "Trop tôt pour le dire" in page.content.decode()
    assert set(page.context["tables"]) == {"messages", "per_person"}
    assert desk.get(reverse("journey-results", args=[999])).status_code == 404


def test_a_message_of_a_journey_leaves_by_its_journey_alone(desk):
    one = begun()
    campaign = one.campaigns.get()
    assert desk.get(reverse("campaign-who", args=[campaign.pk])).status_code == 302
    answer = desk.post(reverse("campaign-act", args=[campaign.pk]), {"do": "delete"}, follow=True).content.decode()
    assert "appartient à un scénario" in answer
    act(desk, one, "on", password=PASSWORD)
    for do in ("pause", "cancel"):
        desk.post(reverse("campaign-act", args=[campaign.pk]), {"do": do})
    campaign.refresh_from_db()
    assert campaign.state == "sending"
    assert desk.get(reverse("campaign", args=[campaign.pk])).status_code == 200
    act(desk, one, "off")
    page = desk.get(reverse("campaign-what", args=[campaign.pk])).content.decode()
    assert at(one) in page
    assert reverse("campaign-when", args=[campaign.pk]) not in page


def test_a_reader_looks_and_switches_nothing(client):
    client.force_login(
        User.objects.create(email="l@example.com", name="Lectrice Inventée", role="reader", all_stores=True)
    )
    one = begun()
    assert client.get(at(one)).status_code == 200
    for do in ("on", "off", "add", "delete"):
        assert client.post(at(one, "act"), {"do": do}).status_code == 403
    assert client.get(reverse("journey-new")).status_code == 403


def test_officer_of_data_protection_freezes_a_journey_and_does_nothing_else(client):
    one = begun()
    people(2)
    switch_on(one.pk, user=None, scope=EVERYWHERE, now=NOW)
    run_journeys(clock=lambda: NOW)
    client.force_login(User.objects.create(email="d@example.com", name="Rôle Inventé", role="dpo", all_stores=True))
    assert 'value="off"' in client.get(at(one)).content.decode()
    assert "Le scénario est désactivé" in act(client, one, "off")
    one.refresh_from_db()
    assert (one.is_on, set(Passage.objects.values_list("reason", flat=True))) == (False, {"switched_off"})
    statuses = [client.post(at(one, "act"), {"do": do}).status_code for do in ("on", "add", "delete")]
    page = client.get(at(one)).content.decode()
    assert (statuses, [f'value="{do}"' in page for do in ("on", "add", "delete")]) == ([403] * 3, [False] * 3)
