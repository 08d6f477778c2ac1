"""Somebody says how satisfied they were; a survey is written, and given to a customer by a link."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid5

from django.conf import settings
from django.db import transaction

from chaland.accounts.rules import Scope
from chaland.database.locks import one_writer
from chaland.interactions import questions, rules, services, surveys
from chaland.interactions.models import Survey, SurveyAnswer, SurveyLink
from chaland.interactions.questions import Questions, Words
from chaland.interactions.rules import NewInteraction
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.models import Entry
from chaland.loyalty.schemes import scheme_of_store
from chaland.loyalty.services.points import give
from chaland.sales.services import open_figures
from chaland.stores.models import Store
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network

REWARDS = UUID("3f5a9b0e-2d64-4c1f-9a55-0c7e6f6d7c21")
"""Under which a link that was answered becomes the key of the points it gives."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody answered.

    key: of this one time the page was filled in. token: of a customer's own link. store_id: of the counter where the
    code hangs.
    """

    key: UUID
    code: str
    score: int
    choices: Sequence[int | None] = ()
    comment: str = ""
    token: str = ""
    store_id: int | None = None


def answer_survey(answer: Answer, *, now: datetime) -> None:
    """Take an answer in, once: in the customer's timeline by their own link, nobody's otherwise.

    Raises NotFound `survey_unknown`, Refusal `score_out_of_range`, `answer_unknown` or as `interactions.rules.check`.
    """
    survey = surveys.open_survey(answer.code)
    choices = _checked(answer, questions.read(survey.questions))
    with one_writer(), transaction.atomic():
        if surveys.was_answered(answer.key):
            return
        row = SurveyAnswer(survey=survey, key=answer.key, score=answer.score, choices=choices, answered_at=now)
        link = _write_down(row, answer, now) if answer.token else None
        if link is None:
            row.comment = rules.check(_interaction(0, answer, survey), now).text
            row.store = survey.store or (Store.objects.filter(pk=answer.store_id).first() if answer.store_id else None)
        row.save(force_insert=True)
        if link is not None:
            _reward(row, link, now)


def _reward(row: SurveyAnswer, link: SurveyLink, now: datetime) -> None:
    """Give the points that the programme promises for an answer by a customer's own link, once for the link."""
    scheme = scheme_of_store(row.store_id) if row.store_id else None
    version = scheme.on(today_of_network(now)) if scheme else None
    if version and row.store_id and (points := version.rules.gifts.survey):
        key = uuid5(REWARDS, f"survey {link.pk}")
        give(link.customer_id, points=points, kind=Entry.Kind.SURVEY, store_id=row.store_id, key=key, now=now)


def _checked(answer: Answer, asked: Questions) -> list[int | None]:
    if answer.score not in rules.SCORES:
        raise Refusal("score_out_of_range", field="score")
    chosen = [*answer.choices, *[None] * len(asked.choices)][: len(asked.choices)]
    for one, question in zip(chosen, asked.choices, strict=True):
        if one is not None and not 0 <= one < len(question.answers):
            raise Refusal("answer_unknown")
    return chosen


def _write_down(row: SurveyAnswer, answer: Answer, now: datetime) -> SurveyLink:
    link = surveys.link_with(answer.code, answer.token, now)
    surveys.close_link(link, now=now)
    row.store_id = row.survey.store_id or link.customer.home_store_id
    new = replace(_interaction(link.customer_id, answer, row.survey), store_id=row.store_id)
    row.interaction_id = services.add(new, author_id=None, now=now).interaction_id
    open_figures({link.customer_id: row.store_id})
    return link


def _interaction(customer_id: int, answer: Answer, survey: Survey) -> NewInteraction:
    subject = questions.said(survey.title, "fr")[: rules.MAX_SUBJECT]
    return NewInteraction(
        customer_id, "survey", "web", subject=subject, text=answer.comment, outcome="done", score=answer.score,
        reference=f"survey:{answer.key}",
    )  # fmt: skip


@transaction.atomic
def edit_survey(
    code: str, *, title: Words, asked: Questions, is_open: bool, store_id: int | None, scope: Scope, now: datetime
) -> Survey:
    """Write a survey; without a code a new one. In the scope of one store it is that store's.

    Raises NotFound `survey_unknown`, also for the network's own in the scope of one store; Refusal as `save_survey`.
    """
    row = survey_to_edit(code, scope) if code else Survey(created_at=now)
    return surveys.save_survey(row, title=title, asked=asked, is_open=is_open, store_id=scope.store_id or store_id)


def survey_to_edit(code: str, scope: Scope) -> Survey:
    """Return a survey that one may change. Raises NotFound `survey_unknown`."""
    row = surveys.survey(code, scope)
    if scope.store_id not in (None, row.store_id):
        raise NotFound("survey_unknown")
    return row


@transaction.atomic
def link_for(code: str, customer_id: int, *, scope: Scope, now: datetime) -> str:
    """Return the address of a new link for one customer. Raises NotFound `survey_unknown`, `customer_unknown`."""
    survey = surveys.survey(code, scope)
    customer = open_customer(customer_id, scope)
    return address_of(survey.code, surveys.make_link(survey.pk, customer.pk, now=now))


def address_of(code: str, token: str = "", store_id: int | None = None) -> str:
    """Return where a survey is answered: by one customer, or at the counter of a store."""
    own = f"c/{token}/" if token else f"at/{store_id}/" if store_id else ""
    return f"{settings.PUBLIC_URL}/p/s/{code}/{own}"
