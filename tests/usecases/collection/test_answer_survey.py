"""A survey answered once by a customer's link, or by anybody at the counter."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from chaland.accounts.rules import Scope
from chaland.interactions import surveys
from chaland.interactions.models import Interaction, SurveyAnswer
from chaland.interactions.questions import Choice, Questions, Scores, read
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.models import Entry
from chaland.loyalty.rules.programme import Gifts
from chaland.usecases.collection.answer_survey import edit_survey, link_for
from factories.loyalty import programme
from factories.person import EVERYWHERE, open_file
from factories.sales import open_shops
from factories.surveys import ASKED, NOW, open_survey, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def claire(shops):
    return open_file(home_store_id=shops[0].pk)


def link(survey, customer, now=NOW):
    return link_for(survey.code, customer.pk, scope=EVERYWHERE, now=now).split("/")[-2]


def test_answer_by_ones_own_link_joins_the_timeline(shops, claire):
    survey = open_survey()
    say(survey, 9, token=link(survey, claire), choices=[1], comment="Bien reçue")
    row = Interaction.objects.get()
    assert (row.customer_id, row.kind, row.channel, row.score, row.text, row.outcome, row.store_id) == (
        claire.pk, "survey", "web", 9, "Bien reçue", "done", shops[0].pk,
    )  # fmt: skip
    answer = SurveyAnswer.objects.get()
    assert (answer.interaction_id, answer.choices, answer.comment) == (row.pk, [1], "")


def test_link_serves_once_expires_and_is_replaced_by_the_next(claire):
    survey = open_survey()
    old, new = link(survey, claire), link(survey, claire)
    say(survey, 9, token=new)
    late = link(survey, claire)
    for token, now in ((new, NOW), (old, NOW), (late, NOW + timedelta(days=30)), ("x", NOW)):
        with pytest.raises(NotFound):
            say(survey, 1, token=token, now=now)
    assert SurveyAnswer.objects.count() == 1


def test_answer_at_the_counter_is_nobodys_and_of_its_store(shops):
    survey = open_survey()
    say(survey, 3, store_id=shops[1].pk, comment="Trop d’attente")
    answer = SurveyAnswer.objects.get()
    assert (answer.interaction, answer.store, answer.comment) == (None, shops[1], "Trop d’attente")
    assert Interaction.objects.count() == 0


def test_answer_sent_twice_counts_once():
    survey, key = open_survey(), uuid4()
    say(survey, 3, key=key)
    say(survey, 3, key=key)
    assert SurveyAnswer.objects.count() == 1


@pytest.mark.parametrize(
    ("score", "told", "code"),
    [
        (11, {}, "score_out_of_range"),
        (-1, {}, "score_out_of_range"),
        (5, {"choices": [2]}, "answer_unknown"),
        (5, {"comment": "carte 4970 1000 0000 0055"}, "text_holds_secret_number"),
        (5, {"comment": "x" * 281}, "text_too_long"),
    ],
)
def test_answer_that_cannot_be_is_refused_and_its_link_still_serves(claire, score, told, code):
    survey = open_survey()
    token = link(survey, claire)
    for by in ({}, {"token": token}):
        with pytest.raises(Refusal) as refused:
            say(survey, score, **told, **by)
        assert refused.value.code == code
    assert SurveyAnswer.objects.count() == 0
    say(survey, 5, token=token)


def test_closed_survey_takes_nothing(claire):
    survey = open_survey()
    token = link(survey, claire)
    open_survey(code=survey.code, is_open=False)
    for by in ({}, {"token": token}):
        with pytest.raises(NotFound):
            say(survey, 5, **by)


def test_questions_stay_once_answered_and_the_rest_may_change():
    survey = open_survey()
    say(survey, 5)
    other = Questions({"fr": "Autre chose ?", "en": ""})
    with pytest.raises(Refusal) as refused:
        open_survey(code=survey.code, asked=other)
    assert refused.value.code == "survey_answered"
    assert open_survey(code=survey.code, is_open=False).is_open is False


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (Questions({"fr": " "}), "survey_without_score"),
        (Questions({"fr": "Note ?"}, [Choice({"fr": "Accueil"}, [{"fr": "Bien"}])]), "survey_choices_missing"),
    ],
)
def test_survey_that_asks_nothing_is_refused(asked, code):
    with pytest.raises(Refusal) as refused:
        open_survey(asked=asked)
    assert refused.value.code == code


def test_results_by_store_and_month_add_up_and_a_store_sees_its_own(shops, claire):
    survey = open_survey()
    for score, store in ((0, 0), (8, 0), (10, 1), (9, 1)):
        say(survey, score, store_id=shops[store].pk, choices=[score % 2])
    say(survey, 10, now=NOW + timedelta(days=31))
    months = surveys.by_store_and_month(survey.pk, EVERYWHERE, "Europe/Paris")
    assert [(one.store, one.month.isoformat(), one.scores.answers) for one in months] == [
        ("", "2026-04-01", 1), ("Lyon", "2026-03-01", 2), ("Nantes", "2026-03-01", 2),
    ]  # fmt: skip
    total = sum((one.scores for one in months), Scores())
    assert (total.mean, total.net_promoters) == (37 / 5, (3 - 1) / 5)
    (own,) = surveys.by_store_and_month(survey.pk, Scope(shops[0].pk), "Europe/Paris")
    assert (own.scores.mean, own.scores.net_promoters) == (4, -0.5)
    assert surveys.choices_made(survey.pk, EVERYWHERE, read(survey.questions)) == [[3, 1]]


def test_survey_of_another_store_is_not_seen_nor_changed(shops):
    own, networks = open_survey(store=shops[1]), open_survey()
    scope = Scope(shops[0].pk)
    assert [one.pk for one in surveys.surveys(scope)] == [networks.pk]
    for code in (own.code, networks.code):
        with pytest.raises(NotFound):
            edit_survey(code, title={"fr": "x"}, asked=ASKED, is_open=True, store_id=None, scope=scope, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_link_opened_by_many_at_once_is_answered_once():
    open_shops("lyon")
    survey, claire = open_survey(), open_file()
    token = link(survey, claire)

    def answer(score):
        try:
            say(survey, score, token=token)
        except NotFound as refused:
            return refused.code
        finally:
            connection.close()
        return "taken"

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(answer, range(6)))
    assert (answers.count("taken"), SurveyAnswer.objects.count(), Interaction.objects.count()) == (1, 1, 1)


def test_answer_by_ones_own_link_gives_the_points_of_the_programme_once(shops, claire):
    programme(gifts=Gifts(survey=15))
    survey, key = open_survey(store=shops[0]), uuid4()
    token = link(survey, claire)
    for _ in range(2):
        say(survey, 9, key=key, token=token)
    say(survey, 9)
    assert [(one.kind, one.points, one.store_id) for one in Entry.objects.all()] == [("survey", 15, shops[0].pk)]
