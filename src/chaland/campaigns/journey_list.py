"""Reads of journeys."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from chaland.accounts.rules import Scope
from chaland.campaigns.models import Journey, Message, Passage
from chaland.interactions import surveys
from chaland.interactions.models import Survey, SurveyLink
from chaland.interactions.questions import Scores
from chaland.kernel.errors import Forbidden, NotFound

EVERY = timedelta(minutes=15)
"""How often occasions are looked for."""
_COUNTED = ("entered", *Passage.State.values)


def journeys(scope: Scope) -> QuerySet[Journey]:
    """Return the journeys that one may look at, by name: a store's own, all of them for who sees the network."""
    own = Journey.objects.all() if scope.store_id is None else Journey.objects.filter(store=scope.store_id)
    return own.select_related("segment", "store").order_by("name", "pk")


def journey(journey_id: int, scope: Scope) -> Journey:
    """Return a journey that one may look at. Raises NotFound `journey_unknown`."""
    found = journeys(scope).filter(pk=journey_id).first()
    if found is None:
        raise NotFound("journey_unknown")
    return found


def own_journey(journey_id: int, scope: Scope) -> Journey:
    """Return a journey of what one looks at. Raises as `journey`, Forbidden `campaign_of_network`."""
    found = journey(journey_id, scope)
    if scope.store_id is not None and found.store_id != scope.store_id:
        raise Forbidden("campaign_of_network")
    return found


def passages_of(journey_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """Return how many passages of each journey are in each state, and under `entered` all of them."""
    rows = Passage.objects.filter(journey__in=journey_ids).values_list("journey", "state")
    found: dict[int, dict[str, int]] = {one: dict.fromkeys(_COUNTED, 0) for one in journey_ids}
    for pk, state, count in rows.annotate(count=Count("pk")).order_by():
        found[pk][state] = count
        found[pk]["entered"] += count
    return found


def places(journey_id: int) -> Mapping[int, int]:
    """Return how many people are before each step, by its place."""
    going = Passage.objects.filter(journey=journey_id, state=Passage.State.GOING)
    return dict(going.values_list("step").annotate(count=Count("pk")).order_by())


def reasons(journey_id: int) -> Mapping[str, int]:
    """Return how many left before the end, by reason, the most frequent first."""
    left = Passage.objects.filter(journey=journey_id, state=Passage.State.LEFT)
    return dict(left.values_list("reason").annotate(count=Count("pk")).order_by("-count", "reason"))


def sent_of(journey_ids: Sequence[int]) -> dict[int, int]:
    """Return how many messages of each of these journeys left."""
    sent = Message.objects.filter(campaign__journey__in=journey_ids, sent_at__isnull=False)
    return dict(sent.values_list("campaign__journey").annotate(count=Count("pk")).order_by())


def asked(journey: Journey, survey: Survey) -> tuple[int, Scores]:
    """Return how many people were asked a survey since they entered, and the scores of those who answered."""
    entered = Passage.objects.filter(
        journey=journey, customer=OuterRef("customer"), entered_at__lte=OuterRef("created_at")
    )
    links = SurveyLink.objects.filter(Exists(entered), survey=survey)
    return links.count(), surveys.scores_of(links)


def segments_of(journey: Journey) -> set[int]:
    """Return the segments that a journey names: whose people it is for, those it asks about, the one it waits for."""
    named = {journey.segment_id, journey.options.get("segment_id"), *(one.get("segment_id") for one in journey.steps)}
    return {one for one in named if one}


def naming(segment_id: int) -> Journey | None:
    """Return a journey that names a segment, if one does."""
    every = Journey.objects.order_by("pk")
    return next((one for one in every if segment_id in segments_of(one)), None)


def due(*, now: datetime) -> QuerySet[Passage]:
    """Return the passages whose step is due."""
    return Passage.objects.filter(state=Passage.State.GOING, journey__is_on=True, due_at__lte=now)


def due_at_step(journey_id: int, step: int, *, after: int, limit: int, now: datetime) -> list[Passage]:
    """Return those of one step of a journey, of ids greater than `after`, the first of them."""
    return list(due(now=now).filter(journey=journey_id, step=step, pk__gt=after).order_by("pk")[:limit])


def is_due(*, now: datetime) -> bool:
    """Tell whether occasions are to be looked for, or somebody's step is due."""
    # Looked for in the future: the clock was put back.
    old = Q(looked_at=None) | Q(looked_at__lte=now - EVERY) | Q(looked_at__gt=now)
    return Journey.objects.filter(old, is_on=True).exists() or due(now=now).exists()
