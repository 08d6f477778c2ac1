"""The campaigns, and beginning one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods

from chaland.accounts.rules import PREPARE_CAMPAIGNS, VIEW_CAMPAIGNS
from chaland.campaigns import queries
from chaland.kernel.errors import Refusal
from chaland.sentences.campaigns.words import CHIPS
from chaland.usecases.campaigns.edit_campaign import create_campaign
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.forms import NewForm
from chaland.web.desk.interactions import page_of
from chaland.web.desk.refusals import show_refusal


@permission(VIEW_CAMPAIGNS)
@require_GET
def campaigns(request: DeskRequest) -> HttpResponse:
    """The list, the latest first, with what each sent. Messages of journeys are with their journey."""
    page = page_of(queries.campaigns(request_scope(request)).filter(journey=None), request)
    sent = queries.sent_of([one.pk for one in page])
    rows = [(one, CHIPS[one.state], sent.get(one.pk, 0)) for one in page]
    return render(request, "desk/campaigns/list.html", {"nav": "campaigns", "page": page, "rows": rows})


@permission(PREPARE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def campaign_new(request: DeskRequest) -> HttpResponse:
    """Begin a campaign, for a segment where the address names one."""
    scope = request_scope(request)
    first = {"segment": request.GET.get("segment", ""), "channel": "email"}
    form = NewForm(scope=scope, data=request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        chosen = form.cleaned_data["segment"]
        try:
            new = create_campaign(
                name=form.cleaned_data["name"],
                channel=form.cleaned_data["channel"],
                segment_id=chosen.pk if chosen else None,
                scope=scope,
                author_id=request.user.pk,
                now=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The campaign is a draft: nothing leaves before it is launched."))
            return redirect("campaign-who", new.pk)
    context = {"nav": "campaigns", "form": form}
    return render(request, "desk/campaigns/new.html", context, status=422 if form.is_bound else 200)
