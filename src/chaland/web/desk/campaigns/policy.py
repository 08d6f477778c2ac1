"""What holds for every campaign of the network."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import APPROVE_CAMPAIGNS
from chaland.campaigns import services
from chaland.campaigns.models import Policy
from chaland.kernel.errors import Refusal
from chaland.sentences.campaigns.together import all_the_same
from chaland.usecases.campaigns.edit_campaign import change_policy
from chaland.usecases.campaigns.read_all_campaigns import reached
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, refuse_one_store
from chaland.web.common.templatetags.chaland import day
from chaland.web.desk.campaigns.forms import PolicyForm
from chaland.web.desk.refusals import show_refusal


@permission(APPROVE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: DeskRequest) -> HttpResponse:
    """How many messages one person gets at most, and who is left alone by every campaign."""
    refuse_one_store(request)
    known = services.policy()
    today = today_of_network(timezone.now())
    form = PolicyForm.of(known, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_policy(**form.told(), today=today)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            _warn(request, known, saved)
            return redirect("campaigns")
    context = {"nav": "campaigns", "form": form}
    return render(request, "desk/campaigns/policy.html", context, status=422 if form.is_bound else 200)


def _warn(request: DeskRequest, known: Policy, saved: Policy) -> None:
    """Say what a change of who is left alone, or of since when, does to the results over all campaigns."""
    if saved.hold_out_percent and known.hold_out_percent and saved.hold_out_since != known.hold_out_since:
        said = gettext("From now on the results over all campaigns are counted from {day}.")
        messages.warning(request, said.format(day=day(saved.hold_out_since)))
    if said := all_the_same(reached(saved)):
        messages.warning(request, said)
