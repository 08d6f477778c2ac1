"""Surveys, their links and answers. Writes are for callers that hold the transaction."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import TruncMonth

from chaland.accounts.rules import Scope
from chaland.database.locks import lock_rows
from chaland.interactions import questions
from chaland.interactions.models import Survey, SurveyAnswer, SurveyLink
from chaland.interactions.questions import Questions, Scores
from chaland.kernel.errors import NotFound, Refusal

LINK_LASTS = timedelta(days=30)
COMMENTS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class MonthScores:
    """The scores of one store, or of none, in one month, given by its first day."""

    store_id: int | None
    store: str
    month: date
    scores: Scores


def surveys(scope: Scope) -> QuerySet[Survey]:
    """Return the surveys one may see, the newest first: one's own and the network's, with `answered`."""
    rows = Survey.objects.select_related("store").annotate(answered=_counted(scope)).order_by("-created_at", "-pk")
    return rows if scope.store_id is None else rows.filter(Q(store_id=scope.store_id) | Q(store=None))


def _counted(scope: Scope) -> Count:
    return Count("answers", filter=Q() if scope.store_id is None else Q(answers__store_id=scope.store_id))


def survey(code: str, scope: Scope) -> Survey:
    """Return one that is seen. Raises NotFound `survey_unknown`."""
    found = surveys(scope).filter(code=code).first()
    if found is None:
        raise NotFound("survey_unknown")
    return found


def open_survey(code: str) -> Survey:
    """Return one that takes answers. Raises NotFound `survey_unknown`."""
    found = Survey.objects.select_related("store").filter(code=code, is_open=True).first()
    if found is None:
        raise NotFound("survey_unknown")
    return found


def save_survey(
    row: Survey, *, title: questions.Words, asked: Questions, is_open: bool, store_id: int | None
) -> Survey:
    """Write a survey, new or known. Once answered, what it asks stays: its answers would change their meaning.

    Raises Refusal `survey_without_title`, `survey_answered`, or as `questions.check`.
    """
    row.title = questions.tidy(title)
    if not any(row.title.values()):
        raise Refusal("survey_without_title", field="title_fr")
    kept = questions.plain(questions.check(asked))
    if row.pk and kept != row.questions and SurveyAnswer.objects.filter(survey=row.pk).exists():
        raise Refusal("survey_answered")
    row.questions, row.is_open, row.store_id = kept, is_open, store_id
    row.code = row.code or secrets.token_hex(5)
    row.save()
    return row


def make_link(survey_id: int, customer_id: int, *, now: datetime) -> str:
    """Return the secret of a new link for one customer; links they have not answered yet are void."""
    SurveyLink.objects.filter(survey=survey_id, customer=customer_id, answered_at=None).delete()
    token = secrets.token_urlsafe(16)
    SurveyLink.objects.create(
        survey_id=survey_id,
        customer_id=customer_id,
        token_hash=_hash(token),
        created_at=now,
        expires_at=now + LINK_LASTS,
    )
    return token


def link_with(code: str, token: str, now: datetime) -> SurveyLink:
    """Return a link that may be answered now. Raises NotFound `survey_unknown`, also for one that was."""
    rows = SurveyLink.objects.select_related("survey__store", "customer")
    found = rows.filter(
        survey__code=code, survey__is_open=True, token_hash=_hash(token), answered_at=None, expires_at__gt=now
    ).first()
    if found is None:
        raise NotFound("survey_unknown")
    return found


def close_link(link: SurveyLink, *, now: datetime) -> None:
    """Note that a link was answered. Raises NotFound `survey_unknown` when somebody was quicker."""
    lock_rows(SurveyLink, [link.pk])
    if not SurveyLink.objects.filter(pk=link.pk, answered_at=None).update(answered_at=now):
        raise NotFound("survey_unknown")


def was_answered(key: UUID) -> bool:
    return SurveyAnswer.objects.filter(key=key).exists()


def by_store_and_month(survey_id: int, scope: Scope, zone: str) -> list[MonthScores]:
    """Return the scores by store and month, latest first; a store sees its own."""
    month = TruncMonth("answered_at", tzinfo=ZoneInfo(zone))
    rows = _seen(survey_id, scope).annotate(month=month).values_list("store_id", "store__name", "month", "score")
    found: dict[tuple[date, str, int | None], list[int]] = {}
    for store_id, name, begin, score, count in rows.annotate(count=Count("pk")):
        counts = found.setdefault((begin.date(), name or "", store_id), [0] * 11)
        counts[score] += count
    ordered = sorted(found.items(), key=lambda item: (-item[0][0].toordinal(), item[0][1]))
    return [MonthScores(store_id, name, begin, Scores(tuple(counts))) for (begin, name, store_id), counts in ordered]


def scores_of(links: QuerySet[SurveyLink]) -> Scores:
    """Return the scores that were given by these links."""
    own = links.filter(customer=OuterRef("interaction__customer"), answered_at=OuterRef("answered_at"))
    counts = [0] * 11
    answers = SurveyAnswer.objects.filter(Exists(own), survey__in=links.values("survey"))
    for score, count in answers.values_list("score").annotate(count=Count("pk")):
        counts[score] = count
    return Scores(tuple(counts))


def choices_made(survey_id: int, scope: Scope, asked: Questions) -> list[list[int]]:
    """Return, for each choice question, how many chose each of its answers."""
    counts = [[0] * len(one.answers) for one in asked.choices]
    for chosen in _seen(survey_id, scope).values_list("choices", flat=True):
        for place, one in enumerate(chosen):
            if one is not None:
                counts[place][one] += 1
    return counts


def comments(survey_id: int, scope: Scope) -> Sequence[SurveyAnswer]:
    """Return the latest answers in words, with their customer where somebody's."""
    rows = _seen(survey_id, scope).select_related("interaction__customer", "store")
    written = rows.filter(Q(interaction__text__gt="") | Q(comment__gt=""))
    return list(written.order_by("-answered_at", "-pk")[:COMMENTS_SHOWN])


def _seen(survey_id: int, scope: Scope) -> QuerySet[SurveyAnswer]:
    rows = SurveyAnswer.objects.filter(survey=survey_id)
    return rows if scope.store_id is None else rows.filter(store_id=scope.store_id)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
