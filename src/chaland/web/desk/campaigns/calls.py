"""The call list of a campaign: who can be called now, what to say, by what right, and what came of it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chaland.accounts.rules import WRITE_INTERACTIONS
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign
from chaland.interactions.models import Interaction
from chaland.kernel.errors import Conflict, Refusal
from chaland.sentences import sentence
from chaland.sentences.consents.words import BASES, METHODS, REASONS, point_name
from chaland.usecases.campaigns import call_people as use
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404

LONGEST_NOTE = 2_000


@permission(WRITE_INTERACTIONS)
@require_GET
def calls(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Show who can be called now."""
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, request_scope(request))
    if campaign.channel != Campaign.Channel.PHONE:
        return redirect("campaign", campaign_id)
    found = use.calls(campaign, now=timezone.now())
    counts = found.counts
    left = counts["waiting"] + counts["sending"] + counts["unknown"]
    context = {"nav": "campaigns", "campaign": campaign, "people": found.people, "counts": counts, "left": left}
    return render(request, "desk/campaigns/calls.html", context)


@permission(WRITE_INTERACTIONS)
@require_POST
def call_open(request: DeskRequest, campaign_id: int, message_id: int) -> HttpResponse:
    """Take somebody to call them."""
    try:
        with not_found_as_404():
            use.open_call(campaign_id, message_id, scope=request_scope(request), now=timezone.now())
    except Conflict as refusal:
        return _back(request, campaign_id, refusal)
    return redirect("campaign-call", campaign_id, message_id)


@permission(WRITE_INTERACTIONS)
@require_http_methods(["GET", "HEAD", "POST"])
def call(request: DeskRequest, campaign_id: int, message_id: int) -> HttpResponse:
    """Show what to say to somebody; take in what came of it."""
    scope, error = request_scope(request), ""
    try:
        with not_found_as_404():
            if request.method == "POST" and request.POST.get("outcome") in use.OUTCOMES:
                _note(request, campaign_id, message_id)
                return redirect("campaign-calls", campaign_id)
            found = use.call(campaign_id, message_id, scope=scope, now=timezone.now())
            campaign = queries.campaign(campaign_id, scope)
    except Conflict as refusal:
        return _back(request, campaign_id, refusal)
    if request.method == "POST":
        error = sentence(Refusal("call_outcome_missing", field="outcome"))
    context = {
        "nav": "campaigns",
        "campaign": campaign,
        "call": found,
        "outcomes": [(code, Interaction.Outcome(code).label) for code in use.OUTCOMES],
        "error": error,
        "basis": str(BASES.get(found.basis, found.basis)),
        "proof": _proof(found),
        "note": request.POST.get("text", ""),
        "longest": LONGEST_NOTE,
    }
    return render(request, "desk/campaigns/call.html", context, status=422 if error else 200)


def _note(request: DeskRequest, campaign_id: int, message_id: int) -> None:
    use.note_call(
        campaign_id,
        message_id,
        outcome=request.POST["outcome"],
        text=request.POST.get("text", "")[:LONGEST_NOTE],
        no_more="no_more" in request.POST,
        scope=request_scope(request),
        author_id=request.user.pk,
        now=timezone.now(),
    )


def _proof(found: use.Call) -> tuple[object, str, str] | None:
    """Return when, where and how somebody agreed."""
    if found.proof is None:
        return None
    return found.proof.given_at, point_name(found.proof.point), str(METHODS.get(found.proof.method, ""))


def _back(request: DeskRequest, campaign_id: int, refusal: Conflict) -> HttpResponse:
    reason = REASONS.get(str(refusal.params.get("reason", "")))
    messages.error(request, " ".join(filter(None, [sentence(refusal), str(reason) if reason else ""])))
    return redirect("campaign-calls", campaign_id)
