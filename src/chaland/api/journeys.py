"""Journeys: which there are, and how many people are in each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from chaland.accounts.rules import VIEW_CAMPAIGNS
from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.journeys import JourneyProgressAnswered, JourneysAnswered
from chaland.campaigns import journey_list
from chaland.campaigns.models import Journey

router = Router(tags=["Campaigns"])


@router.get(
    "/journeys",
    response={200: JourneysAnswered, 403: ProblemAnswered},
    summary="List the journeys",
    description="What is sent by itself, by name. The token of a store sees its own alone.",
)
def get_journeys(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_CAMPAIGNS)
    return answer({"journeys": [_told(one) for one in journey_list.journeys(who.scope)]})


@router.get(
    "/journeys/{int:journey_id}",
    response={200: JourneyProgressAnswered, 403: ProblemAnswered, 404: ProblemAnswered},
    summary="Say how many people are in a journey",
    description="Counts of people; nobody is named.",
)
def get_journey(request: HttpRequest, journey_id: int) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_CAMPAIGNS)
    one = journey_list.journey(journey_id, who.scope)
    return answer(
        {
            **_told(one),
            "steps": one.steps,
            "people": journey_list.passages_of([one.pk])[one.pk],
            "left": dict(journey_list.reasons(one.pk)),
            "sent": journey_list.sent_of([one.pk]).get(one.pk, 0),
        }
    )


def _told(one: Journey) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "trigger": one.trigger,
        "options": one.options,
        "is_on": one.is_on,
        "since_on": one.since_on,
        "store": one.store.code if one.store else None,
    }
