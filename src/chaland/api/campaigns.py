"""Campaigns: which there are, and how far each is."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Router

from chaland.accounts.rules import VIEW_CAMPAIGNS
from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.campaigns import CampaignProgressAnswered, CampaignsAnswered
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign

router = Router(tags=["Campaigns"])
MOST = 200


@router.get(
    "/campaigns",
    response={200: CampaignsAnswered, 403: ProblemAnswered},
    summary="List the campaigns",
    description=f"The latest {MOST}. The token of a store sees its own alone.",
)
def get_campaigns(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_CAMPAIGNS)
    return answer({"campaigns": [_told(one) for one in queries.campaigns(who.scope)[:MOST]]})


@router.get(
    "/campaigns/{int:campaign_id}",
    response={200: CampaignProgressAnswered, 403: ProblemAnswered, 404: ProblemAnswered},
    summary="Say how far a campaign is",
    description="Counts of people; nobody is named.",
)
def get_campaign(request: HttpRequest, campaign_id: int) -> HttpResponse:
    who = caller(request)
    who.need(VIEW_CAMPAIGNS)
    one = queries.campaign(campaign_id, who.scope)
    return answer(
        {
            **_told(one),
            "messages": queries.counts(one.pk),
            "left_out": one.left_out,
            "held_back": dict(queries.reasons(one.pk)),
        }
    )


def _told(one: Campaign) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "channel": one.channel,
        "purpose": one.purpose,
        "state": one.state,
        "segment_id": one.segment_id,
        "store": one.store.code if one.store else None,
        "starts_at": one.starts_at,
        "finished_at": one.finished_at,
    }
