"""A campaign that was launched: how far it is, who was left out, what nobody knows."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from chaland.accounts.rules import LAUNCH_CAMPAIGNS, PAUSE_CAMPAIGNS, PREPARE_CAMPAIGNS, VIEW_CAMPAIGNS, may
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign
from chaland.sentences.campaigns.words import CHIPS, message_states, reason
from chaland.usecases.campaigns.look_at_audience import cost_cents
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404

_OVER = (Campaign.State.SENT, Campaign.State.CANCELLED)


@permission(VIEW_CAMPAIGNS)
@require_GET
def campaign(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Show how far a campaign is; of a draft, its first step to whoever prepares it, else the last."""
    with not_found_as_404():
        one = queries.campaign(campaign_id, request_scope(request))
    if one.journey_id and one.state == Campaign.State.DRAFT:
        return redirect("journey", one.journey_id)
    if one.state == Campaign.State.DRAFT:
        prepares = may(request.user.role, PREPARE_CAMPAIGNS)
        return redirect("campaign-who" if prepares else "campaign-check", campaign_id)
    counts = queries.counts(campaign_id)
    context = {
        "nav": "campaigns",
        "campaign": one,
        "chip": CHIPS[one.state],
        "counts": counts,
        "tiles": [(label, counts[code]) for code, label in message_states(one.channel)],
        "audience": sum(counts.values()),
        **who_was_left_out(one),
        "put_off": queries.reasons(campaign_id).get("put_off", 0),
        "cost_cents": cost_cents(one, counts["sent"] + counts["unknown"]),
        "is_under_way": one.state not in _OVER,
        "may_launch": may(request.user.role, LAUNCH_CAMPAIGNS),
        "may_pause": may(request.user.role, PAUSE_CAMPAIGNS),
        "may_prepare": may(request.user.role, PREPARE_CAMPAIGNS),
    }
    template = "progress_part" if request.htmx else "progress"
    return render(request, f"desk/campaigns/{template}.html", context)


def who_was_left_out(one: Campaign) -> dict[str, list[tuple[str, int]]]:
    """Return how many were left out and why: as a campaign was drawn up, and when it was to leave."""
    left_out = sorted(one.left_out.items(), key=lambda pair: (-pair[1], pair[0]))
    return {
        "left_out": [(reason(code), count) for code, count in left_out],
        "held": [(reason(code), count) for code, count in queries.reasons(one.pk).items()],
    }
