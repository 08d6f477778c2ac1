"""What a campaign would do, looked at before it leaves: its audience, and everything that stands in its way."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaland.accounts.rules import APPROVE_CAMPAIGNS, EDIT_SETTINGS, LAUNCH_CAMPAIGNS, VIEW_CAMPAIGNS, may
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign
from chaland.customers.models import Customer
from chaland.kernel.errors import Refusal
from chaland.loyalty.models.vouchers import VoucherKind
from chaland.sentences import sentence
from chaland.sentences.campaign_content import remarks_told
from chaland.sentences.campaigns.words import OBSTACLES, reason
from chaland.usecases.campaigns.check_campaign import SENDER, check_campaign
from chaland.usecases.campaigns.check_links import link_remarks
from chaland.usecases.campaigns.look_at_audience import AudienceLook, look_at_audience
from chaland.usecases.campaigns.power import smallest_gain
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.forms import WhoForm
from chaland.web.desk.parts import show_part
from chaland.web.desk.refusals import not_found_as_404


@permission(VIEW_CAMPAIGNS)
@require_GET
def audience(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Show whom a draft would reach, as its first step is typed; nothing is saved."""
    scope = request_scope(request)
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, scope)
    form = WhoForm(campaign=campaign, scope=scope, data=request.GET or None)
    if form.is_valid():
        campaign.segment = form.cleaned_data["segment"]
        campaign.purpose = form.cleaned_data["purpose"]
        campaign.control_percent = form.cleaned_data["control_percent"]
    context: dict[str, object] = {"campaign": campaign}
    try:
        context |= told(campaign, look_at_audience(campaign, now=timezone.now()))
    except Refusal as refusal:
        context |= {"refused": sentence(refusal)}
    back = reverse("campaign-who", args=[campaign_id])
    return show_part(request, "desk/campaigns/audience.html", context, title=campaign.name, back=back)


def told(campaign: Campaign, look: AudienceLook) -> dict[str, object]:
    """Return what the panel of an audience shows."""
    return {
        "look": look,
        "left_out": [(reason(code), count) for code, count in look.left_out.items()],
        "gain": smallest_gain(campaign, look.reached, look.alone, timezone.now()) if look.alone else None,
    }


@permission(VIEW_CAMPAIGNS)
@require_GET
def check(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """The last step: what stands in the way, what it costs, and the button that launches.

    The page comes at once and asks for the rest: name servers and the pages linked to take seconds, at times. Without
    JavaScript it is asked for by `whole`.
    """
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, request_scope(request))
    if campaign.state != Campaign.State.DRAFT or campaign.journey_id:
        return redirect("campaign", campaign_id)
    context: dict[str, object] = {"nav": "campaigns", "campaign": campaign, "step": "check"}
    if not request.htmx and "whole" not in request.GET:
        return render(request, "desk/campaigns/check.html", context)
    role = request.user.role
    context |= {
        "is_asked": True,
        "offers": offers(campaign),
        "may_approve": may(role, APPROVE_CAMPAIGNS),
        "may_launch": may(role, LAUNCH_CAMPAIGNS),
        "may_override": may(role, EDIT_SETTINGS),
    }
    try:
        context |= _checked(campaign)
    except Refusal as refusal:
        context |= {"refused": sentence(refusal)}
    return render(request, f"desk/campaigns/{'checked' if request.htmx else 'check'}.html", context)


def _checked(campaign: Campaign) -> dict[str, object]:
    found = check_campaign(campaign, now=timezone.now())
    names = Customer.objects.in_bulk(found.look.some)
    return {
        **told(campaign, found.look),
        "some": [names[one] for one in found.look.some if one in names],
        "obstacles": [(code, OBSTACLES[code]) for code in found.obstacles],
        "is_ready": not found.obstacles,
        "only_sender": found.obstacles == (SENDER,),
        "sender": found.sender,
        "remarks": remarks_told(
            (*found.remarks, *link_remarks(campaign)), has_variants=campaign.contents.exclude(variant="a").exists()
        ),
    }


def offers(campaign: Campaign) -> list[tuple[int, VoucherKind | None, bool]]:
    """Return the cases of the offer: the place of each, what it gives, and whether it is for everybody left."""
    kinds = VoucherKind.objects.in_bulk([case["kind_id"] for case in campaign.cases if case.get("kind_id")])
    return [
        (place, kinds.get(case.get("kind_id")), not case.get("rule"))
        for place, case in enumerate(campaign.cases, start=1)
    ]
