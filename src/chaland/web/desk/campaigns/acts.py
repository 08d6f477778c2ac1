"""What is done with a campaign by one button: approve, launch, pause, go on, cancel, copy, delete."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chaland.accounts.rules import (
    APPROVE_CAMPAIGNS,
    EDIT_SETTINGS,
    LAUNCH_CAMPAIGNS,
    PAUSE_CAMPAIGNS,
    PREPARE_CAMPAIGNS,
    VIEW_CAMPAIGNS,
    may,
)
from chaland.campaigns import queries
from chaland.kernel.errors import Forbidden, Refusal
from chaland.sentences import sentence
from chaland.usecases.campaigns import launch_campaign as use
from chaland.usecases.campaigns.edit_campaign import copy_campaign, delete_campaign
from chaland.usecases.campaigns.try_campaign import try_campaign
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404

Done = str | None


@permission(VIEW_CAMPAIGNS)
@require_POST
def act(request: DeskRequest, campaign_id: int) -> HttpResponse:
    """Do what the button says, and come back to the campaign with what came of it."""
    wanted = ACTS.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    needed, do, said = wanted
    if not may(request.user.role, needed):
        return _forbidden()
    try:
        with not_found_as_404():
            answer = do(request, campaign_id)
    except Forbidden as refusal:
        messages.error(request, sentence(refusal))
        return redirect("campaign", campaign_id)
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("campaign-check" if request.POST.get("from") == "check" else "campaign", campaign_id)
    messages.success(request, str(said))
    return answer or redirect("campaign", campaign_id)


def _forbidden() -> HttpResponse:
    from django.core.exceptions import PermissionDenied

    raise PermissionDenied


def _approve(request: DeskRequest, campaign_id: int) -> HttpResponse:
    use.approve_campaign(campaign_id, user=request.user, scope=request_scope(request), now=timezone.now())
    return redirect("campaign-check", campaign_id)


def _launch(request: DeskRequest, campaign_id: int) -> None:
    """Launch with the password typed once more, so that a screen left open launches nothing. Source: ASVS 5.0, 7.5."""
    if not request.user.check_password(request.POST.get("password", "")):
        raise Refusal("campaign_password_wrong", field="password")
    despite = "despite_sender" in request.POST and may(request.user.role, EDIT_SETTINGS)
    use.launch_campaign(
        campaign_id, user=request.user, scope=request_scope(request), now=timezone.now(), despite_sender=despite
    )


def _pause(request: DeskRequest, campaign_id: int) -> None:
    use.pause_campaign(campaign_id, scope=request_scope(request))


def _resume(request: DeskRequest, campaign_id: int) -> None:
    use.resume_campaign(campaign_id, scope=request_scope(request))


def _cancel(request: DeskRequest, campaign_id: int) -> None:
    use.cancel_campaign(campaign_id, scope=request_scope(request), now=timezone.now())


def _take_back(request: DeskRequest, campaign_id: int) -> None:
    use.take_back_launch(campaign_id, scope=request_scope(request))


def _again(request: DeskRequest, campaign_id: int) -> None:
    reason = request.POST.get("reason", "")
    use.send_again(campaign_id, reason=reason, scope=request_scope(request), now=timezone.now())


def _let_be(request: DeskRequest, campaign_id: int) -> None:
    use.let_be(campaign_id, scope=request_scope(request))


def _try(request: DeskRequest, campaign_id: int) -> HttpResponse:
    try_campaign(campaign_id, user=request.user, scope=request_scope(request), now=timezone.now())
    return redirect("campaign-check", campaign_id)


def _copy(request: DeskRequest, campaign_id: int) -> HttpResponse:
    scope, now = request_scope(request), timezone.now()
    name = gettext("{name} (copy)").format(name=queries.campaign(campaign_id, scope).name[:70])
    new = copy_campaign(campaign_id, name=name, scope=scope, now=now, author_id=request.user.pk)
    return redirect("campaign-who", new.pk)


def _delete(request: DeskRequest, campaign_id: int) -> HttpResponse:
    delete_campaign(campaign_id, scope=request_scope(request))
    return redirect("campaigns")


Act = tuple[str, Callable[[DeskRequest, int], HttpResponse | None], object]
ACTS: Mapping[str, Act] = {
    "approve": (APPROVE_CAMPAIGNS, _approve, _("The campaign is approved.")),
    "launch": (LAUNCH_CAMPAIGNS, _launch, _("The campaign is launched.")),
    "take-back": (LAUNCH_CAMPAIGNS, _take_back, _("The campaign is a draft again.")),
    "pause": (PAUSE_CAMPAIGNS, _pause, _("The campaign is paused: no more messages leave.")),
    "resume": (LAUNCH_CAMPAIGNS, _resume, _("The campaign goes on.")),
    "cancel": (LAUNCH_CAMPAIGNS, _cancel, _("The campaign is cancelled: nothing more leaves.")),
    "again": (LAUNCH_CAMPAIGNS, _again, _("These messages are sent again.")),
    "let-be": (LAUNCH_CAMPAIGNS, _let_be, _("These messages are left at that.")),
    "try": (PREPARE_CAMPAIGNS, _try, _("It is on its way to your own address.")),
    "copy": (PREPARE_CAMPAIGNS, _copy, _("A copy is ready as a draft.")),
    "delete": (PREPARE_CAMPAIGNS, _delete, _("The draft is deleted.")),
}
"""What each button needs, does and says."""
