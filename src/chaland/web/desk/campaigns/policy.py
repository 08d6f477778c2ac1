"""What holds for every campaign of the network."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import APPROVE_CAMPAIGNS
from chaland.campaigns import services
from chaland.kernel.errors import Refusal
from chaland.usecases.edit_campaign import change_policy
from chaland.web.common.access import DeskRequest, permission, refuse_one_store
from chaland.web.desk.campaigns.forms import PolicyForm
from chaland.web.desk.refusals import show_refusal


@permission(APPROVE_CAMPAIGNS)
@require_http_methods(["GET", "HEAD", "POST"])
def policy(request: DeskRequest) -> HttpResponse:
    """How many messages one person gets at most, and who is left alone by every campaign."""
    refuse_one_store(request)
    known = services.policy()
    first = {name: getattr(known, name) for name in PolicyForm.base_fields}
    form = PolicyForm(data=request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            change_policy(**form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("Saved."))
            return redirect("campaigns")
    context = {"nav": "campaigns", "form": form}
    return render(request, "desk/campaigns/policy.html", context, status=422 if form.is_bound else 200)
