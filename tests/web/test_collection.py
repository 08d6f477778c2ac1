"""The screens of collection: the list, the builder, the ways to a form, the contest."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.signups import queries
from chaland.signups.drawing import draw
from chaland.signups.models import ContestEntry, FormVersion, SignupForm
from factories.forms import CANARY, NOW, published, send
from factories.people import join, owner
from factories.sales import open_shops
from factories.today import today as shop_day

pytestmark = pytest.mark.django_db
TYPED = {
    "name": "Salon inventé", "source": "Salon", "title_fr": "Restons en contact", "field_last_name": "required",
    "field_email": "required", "box_newsletter_email": "on",
}  # fmt: skip


@pytest.fixture
def boss(client):
    client.force_login(owner())
    return client


@pytest.mark.parametrize("kind", SignupForm.Kind.values)
def test_builder_opens_for_every_kind(boss, kind):
    assert boss.get(f"/collection/new/{kind}/").status_code == 200


def test_unknown_kind_is_no_page(boss):
    assert boss.get("/collection/new/poster/").status_code == 404


def test_form_is_saved_then_published_then_closed(boss):
    boss.post("/collection/new/page/", {**TYPED, "action": "save"})
    one = SignupForm.objects.get()
    assert (one.is_open, boss.get(f"/p/f/{one.code}/").status_code) == (False, 404)
    answer = boss.post(f"/collection/{one.code}/", {**TYPED, "action": "publish"})
    assert answer.headers["Location"] == f"/collection/{one.code}/share/"
    assert boss.get(f"/p/f/{one.code}/").status_code == 200
    boss.post(f"/collection/{one.code}/close/")
    assert boss.get(f"/p/f/{one.code}/").status_code == 410


def test_published_again_with_other_words_is_another_version(boss):
    boss.post("/collection/new/page/", {**TYPED, "action": "publish"})
    code = SignupForm.objects.get().code
    for title in ("Restons en contact", "Autre titre"):
        boss.post(f"/collection/{code}/", {**TYPED, "title_fr": title, "action": "publish"})
    assert list(FormVersion.objects.values_list("number", flat=True)) == [1, 2]


def test_saving_without_publishing_leaves_what_the_public_sees(boss):
    form = published(now=timezone.now())
    boss.post(f"/collection/{form.code}/", {**TYPED, "title_fr": "Brouillon", "action": "save"})
    assert "Brouillon" not in boss.get(f"/p/f/{form.code}/").content.decode()


def test_preview_shows_what_is_typed_without_saving(boss):
    answer = boss.post("/collection/new/page/", {**TYPED, "title_fr": CANARY}, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert (answer.status_code, "<svg/onload" in page, "&lt;svg/onload" in page) == (200, False, True)
    assert SignupForm.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"title_fr": ""}, "Écrivez le titre"),
        ({"name": " "}, "obligatoire"),
        ({"field_email": "off"}, "Demandez au moins un moyen"),
        ({"field_email": "off", "field_mobile": "optional"}, "Une case propose"),
        ({"starts_on": "2026-12-01", "ends_on": "2026-11-01"}, "Le dernier jour vient avant"),
    ],
)
def test_builder_says_what_is_wrong_and_saves_nothing(boss, changes, said):
    answer = boss.post("/collection/new/page/", {**TYPED, **changes, "action": "publish"})
    assert (answer.status_code, said in answer.content.decode()) == (422, True)
    assert SignupForm.objects.count() == 0


@pytest.mark.parametrize(
    ("changes", "warns"),
    [
        ({}, False),
        ({"field_mobile": "required", "box_offers_sms": "on"}, False),
        ({"field_mobile": "required", "box_offers_sms": "on", "field_email": "off", "box_newsletter_email": ""}, True),
        ({"field_phone": "required", "field_email": "off", "box_newsletter_email": ""}, False),
    ],
)
def test_builder_warns_of_texts_that_nothing_could_confirm(boss, changes, warns):
    answer = boss.post("/collection/new/page/", {**TYPED, **changes}, headers={"HX-Request": "true"})
    assert ("sans demander d’e-mail" in answer.content.decode()) is warns


def test_site_that_is_none_is_refused(boss):
    answer = boss.post("/collection/new/popup/", {**TYPED, "sites": "javascript:alert(1)", "action": "publish"})
    assert answer.status_code == 422
    assert SignupForm.objects.count() == 0


def test_contest_needs_its_last_day(boss):
    assert boss.post("/collection/new/contest/", {**TYPED, "action": "publish"}).status_code == 422


def test_list_counts_people(boss):
    form = published()
    send(form)
    assert queries.collected_by_form([form.pk])[form.pk] == queries.Collected(1, 0, 1, 0)
    assert "Salon inventé" in boss.get("/collection/").content.decode()


def test_list_takes_the_same_queries_for_more_forms(boss):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            boss.get("/collection/")
        return len(seen)

    published()
    asked()
    few = asked()
    published()
    published()
    assert asked() == few


def test_ways_to_a_form_and_its_files(boss):
    form = published("popup", now=timezone.now(), sites=("https://www.boutique.example",))
    page = boss.get(f"/collection/{form.code}/share/").content.decode()
    assert f"/p/popup/{form.code}.js" in page
    assert boss.get(f"/collection/{form.code}/qr.svg").content.startswith(b"<?xml")
    poster = boss.get(f"/collection/{form.code}/poster.pdf")
    assert (poster.content[:5], poster.headers["Content-Type"]) == (b"%PDF-", "application/pdf")


def test_one_store_sees_and_makes_forms_of_its_own_alone(client):
    lyon, nantes = open_shops("lyon", "nantes")
    theirs, everybody = published(store_id=nantes.pk), published()
    client.force_login(join("marc@example.com", "manager", lyon))
    paths = [f"/collection/{one.code}/{part}" for one in (theirs, everybody) for part in ("", "share/", "qr.svg")]
    assert {client.get(path).status_code for path in paths} == {404}
    assert client.post(f"/collection/{theirs.code}/close/").status_code == 404
    client.post("/collection/new/page/", {**TYPED, "store": nantes.pk, "action": "save"})
    assert [one.store_id for one in queries.forms(Scope(lyon.pk))] == []


def test_draw_waits_for_the_last_day_and_is_made_once(boss):
    today = shop_day()
    form = published("contest", now=timezone.now(), ends_on=today)
    for name in ("Abgrall", "Bihan", "Caradec"):
        send(form, last_name=name, emails=(f"{name}@example.com",), takes_part=True, now=timezone.now())
    assert boss.post(f"/collection/{form.code}/contest/", {"winners": 2}).status_code == 422
    SignupForm.objects.update(ends_on=today - timedelta(days=1))
    assert boss.post(f"/collection/{form.code}/contest/", {"winners": 4}).status_code == 422
    assert boss.post(f"/collection/{form.code}/contest/", {"winners": 2}).status_code == 302
    made = queries.draw_of(form.pk)
    winners = ContestEntry.objects.exclude(rank=None).order_by("rank").values_list("number", flat=True)
    assert list(winners) == draw(made.seed, 3, 2)
    assert boss.post(f"/collection/{form.code}/contest/", {"winners": 1}).status_code == 422
    shown = boss.get(f"/collection/{form.code}/contest/").content.decode()
    assert (made.seed in shown, "Le dernier jour était le" in shown, "Ouvert jusqu’au" in shown) == (True, True, False)


def test_report_counts_by_door(boss):
    send(published(now=NOW), now=NOW)
    answer = boss.get("/insight/came-in/")
    assert (answer.status_code, "Formulaire sur une page" in answer.content.decode()) == (200, True)
    assert boss.get("/insight/came-in/?file=csv&table=by_door").status_code == 200


def test_first_page_of_what_the_file_knows_counts_those_of_forms(boss):
    send(published(now=timezone.now()), now=timezone.now())
    assert "entrés par un formulaire" in boss.get("/insight/tile/came-in/").content.decode()
