"""The steps of a draft: to whom it goes, and when."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import PREPARE_CAMPAIGNS, Scope
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign
from chaland.kernel.errors import Refusal
from chaland.stores.queries import network_zone
from chaland.usecases.campaigns.edit_campaign import change_when, change_who
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.forms import WhenForm, WhoForm
from chaland.web.desk.refusals import not_found_as_404, show_refusal

methods = require_http_methods(["GET", "HEAD", "POST"])


@permission(PREPARE_CAMPAIGNS)
@methods
def who(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """To whom a draft goes."""
    scope = request_scope(request)
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, scope)
    form = WhoForm(campaign=campaign, scope=scope, data=request.POST or None)

    def save() -> None:
        typed = form.cleaned_data
        change_who(
            campaign_id,
            name=typed["name"],
            segment_id=typed["segment"].pk if typed["segment"] else None,
            purpose=typed["purpose"],
            control_percent=typed["control_percent"],
            part_ids=[one.pk for one in typed["parts"]],
            scope=scope,
            now=timezone.now(),
        )

    return _step(request, campaign, form, "who", save)


@permission(PREPARE_CAMPAIGNS)
@methods
def when(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """When a draft leaves, how it is measured, and what it costs."""
    scope: Scope = request_scope(request)
    with not_found_as_404():
        campaign = queries.campaign(campaign_id, scope)
    form = WhenForm(campaign=campaign, zone=ZoneInfo(network_zone()), data=request.POST or None)
    return _step(
        request,
        campaign,
        form,
        "when",
        lambda: change_when(campaign_id, form.when(), scope=scope, now=timezone.now()),
    )


_AFTER = {"who": "campaign-what", "when": "campaign-check"}
_WRITTEN_AS = {"fixed_cents": "fixed", "thousand_cents": "thousand"}


def _step(
    request: DeskRequest, campaign: Campaign, form: forms.Form, step: str, save: Callable[[], object]
) -> HttpResponse:
    """Show one step of a draft, and go on to the next once it is saved; what is no draft is only shown."""
    if campaign.state != Campaign.State.DRAFT or campaign.journey_id:
        return redirect("campaign", campaign.pk)
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except Refusal as refusal:
            show_refusal(form, refusal, _WRITTEN_AS)
        else:
            messages.success(request, gettext("Saved."))
            return redirect(_AFTER[step], campaign.pk)
    context = {"nav": "campaigns", "campaign": campaign, "step": step, "form": form}
    return render(request, f"desk/campaigns/{step}.html", context, status=422 if form.is_bound else 200)
