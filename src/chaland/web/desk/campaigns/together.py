"""What all campaigns together change, against the people whom every one of them leaves alone."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chaland.accounts.rules import APPROVE_CAMPAIGNS, VIEW_CAMPAIGNS, may
from chaland.sentences.campaigns.together import COUNTED, all_the_same, is_early, verdict
from chaland.usecases.campaigns.read_all_campaigns import read_all_campaigns
from chaland.web.common.access import DeskRequest, permission, refuse_one_store
from chaland.web.desk.campaigns.results import bounds_on_a_line, per_person
from chaland.web.desk.insight.tables import FILES, as_file


@permission(VIEW_CAMPAIGNS)
@require_GET
def together(request: DeskRequest) -> HttpResponseBase:
    """Show it since people are left alone, for the whole network, or give its table as a file."""
    refuse_one_store(request)
    found = read_all_campaigns(now=timezone.now())
    groups = ((_("Whom campaigns may reach"), found.people), (_("Left alone by every campaign"), found.people_alone))
    table = per_person(groups, found.whole or {}, _("Difference"))
    if (kind := request.GET.get("file")) is not None:
        if kind not in FILES:
            raise Http404
        return as_file(table, kind, found.today)
    context = {
        "nav": "campaigns",
        "found": found,
        "verdict": verdict(found),
        "bar": None if is_early(found) else bounds_on_a_line((found.whole or {}).get("cents")),
        "all_the_same": all_the_same(found.reached),
        "may_change": may(request.user.role, APPROVE_CAMPAIGNS),
        "table": table,
        "counted": COUNTED,
        "file_address": "?file=",
    }
    return render(request, "desk/campaigns/together.html", context)
