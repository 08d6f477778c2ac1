"""The public page of a survey, and its screens."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from chaland.accounts.rules import Scope
from chaland.interactions.models import Interaction, Survey, SurveyAnswer
from chaland.usecases.collection.answer_survey import link_for
from chaland.web.public import signup_tickets, survey
from chaland.web.public.signup_limits import Limit
from factories.people import join
from factories.person import open_file
from factories.surveys import open_survey, say

pytestmark = pytest.mark.django_db
SENT = {
    "is_open": "on", "title_fr": "Votre visite", "title_en": "Your visit", "score_fr": "Nous recommanderiez-vous ?",
    "choice_0_fr": "L’accueil", "answers_0": "Bien | Good\nÀ revoir | To improve", "text_fr": "Un mot ?",
}  # fmt: skip


@pytest.fixture(autouse=True)
def _fresh_limit(monkeypatch):
    monkeypatch.setattr(survey, "SENT_BY_ADDRESS", Limit(60, 600))


@pytest.fixture
def asked(shops):
    return open_survey(now=timezone.now())


def answer(client, path, asked, **told):
    ticket = signup_tickets.write(asked.pk, "fr", {}, now=timezone.now() - timedelta(seconds=9))
    return client.post(path, {"ticket": ticket, "score": "9", **told})


def test_page_at_the_counter_speaks_the_readers_language_and_takes_an_answer(client, shops, asked):
    path = f"/p/s/{asked.code}/at/{shops[1].pk}/"
    shown = client.get(f"{path}?lang=en")
    html = shown.content.decode()
    assert ("Would you recommend us?" in html, " checked" in html, shown.cookies) == (True, False, {})
    done = answer(client, path, asked, choice_0="1", text="Très bien")
    assert (done.status_code, client.get(done.headers["Location"]).status_code) == (302, 200)
    kept = SurveyAnswer.objects.get()
    assert (kept.score, kept.choices, kept.comment, kept.store) == (9, [1], "Très bien", shops[1])


def test_customers_link_serves_once(client, shops, asked):
    claire = open_file(home_store_id=shops[0].pk)
    path = "/" + link_for(asked.code, claire.pk, scope=Scope(), now=timezone.now()).split("/", 3)[3]
    assert client.get(path).status_code == 200
    assert Interaction.objects.count() == 0
    assert [answer(client, path, asked).status_code for _ in range(2)] == [302, 404]
    assert (Interaction.objects.get().score, client.get(path).status_code) == (9, 404)


@pytest.mark.parametrize(
    "wrong", [{"score": ""}, {"score": "11"}, {"score": "x"}, {"choice_0": "7"}, {"text": "\x00"},
              {"text": "4970 1000 0000 0055"}, {"text": "x" * 281}],
)  # fmt: skip
def test_answer_that_cannot_be_is_shown_again(client, asked, wrong):
    assert answer(client, f"/p/s/{asked.code}/", asked, **wrong).status_code == 422
    assert SurveyAnswer.objects.count() == 0


def test_answers_of_programs_and_of_other_sites_count_nothing(client, asked, monkeypatch):
    path = f"/p/s/{asked.code}/"
    answers = [
        answer(client, path, asked, website="x"),
        client.post(path, {"score": "1"}),
        client.post(path, {"score": "1"}, headers={"Origin": "https://evil.example"}),
    ]
    assert ([one.status_code for one in answers], SurveyAnswer.objects.count()) == ([302, 403, 403], 0)
    monkeypatch.setattr(survey, "SENT_BY_ADDRESS", Limit(1, 600))
    assert [answer(client, path, asked).status_code for _ in range(2)] == [302, 429]


def test_unknown_surveys_and_links_look_alike(client, shops):
    closed = open_survey(is_open=False)
    paths = [f"/p/s/{closed.code}/", "/p/s/nothing/", f"/p/s/{closed.code}/c/x/"]
    assert [client.get(path).status_code for path in paths] == [404] * 3


def test_survey_is_written_shared_and_read(client, shops):
    client.force_login(join("lea@example.com", "manager", shops[0]))
    written = client.post(reverse("survey-new"), SENT)
    row = Survey.objects.get()
    assert (written.headers["Location"], row.store) == (reverse("survey-share", args=[row.code]), shops[0])
    claire = open_file(home_store_id=shops[0].pk)
    shared = client.post(written.headers["Location"], {"customer": claire.pk})
    assert f"/p/s/{row.code}/c/" in shared.context["link"]
    assert claire.last_name in client.get(written.headers["Location"], {"q": "bonn"}).content.decode()
    for score in (10, 10, 2):
        say(row, score, now=timezone.now(), choices=[0], comment="Un <mot>")
    shown = client.get(reverse("survey-results", args=[row.code]))
    assert (shown.context["total"].answers, "Un &lt;mot&gt;" in shown.content.decode()) == (3, True)
    edited = client.get(reverse("survey-edit", args=[row.code])).content.decode()
    assert ("À revoir | To improve" in edited, "Votre visite" in client.get(reverse("surveys")).content.decode()) == (
        True,
        True,
    )
    again = client.post(reverse("survey-edit", args=[row.code]), {**SENT, "score_fr": "Autre ?"})
    assert again.status_code == 422


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_tables_come_as_files(client, shops, asked, kind):
    say(asked, 7, now=timezone.now())
    client.force_login(join("lea@example.com", "manager"))
    path = reverse("survey-results", args=[asked.code])
    for table in ("survey_months", "survey_scores", "survey_choice_0"):
        answered = client.get(path, {"file": kind, "table": table})
        assert answered.headers["Content-Disposition"].startswith(f'attachment; filename="{table}_')
        answered.close()
    assert client.get(path, {"file": "pdf", "table": "x"}).status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"title_fr": "", "title_en": ""}, {"score_fr": ""}, {"answers_0": "Bien"}, {"title_fr": "\x00"}]
)
def test_survey_that_cannot_be_is_shown_again(client, shops, wrong):
    client.force_login(join("lea@example.com", "manager"))
    assert client.post(reverse("survey-new"), {**SENT, **wrong}).status_code == 422
    assert Survey.objects.count() == 0


def test_survey_of_another_store_does_not_exist_and_sellers_see_none(client, shops):
    others = open_survey(store=shops[1])
    client.force_login(join("lea@example.com", "manager", shops[0]))
    names = ("survey-edit", "survey-share", "survey-results")
    assert [client.get(reverse(name, args=[others.code])).status_code for name in names] == [404] * 3
    client.force_login(join("marc@example.com", "seller", shops[1]))
    assert [client.get(reverse(name, args=[others.code])).status_code for name in names] == [403] * 3
