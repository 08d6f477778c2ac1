"""What all campaigns together change, against the people whom every one of them leaves alone."""

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from chaland.accounts.rules import VIEW_CAMPAIGNS
from chaland.sentences.campaigns.together import COUNTED, verdict
from chaland.usecases.read_all_campaigns import read_all_campaigns
from chaland.web.common.access import DeskRequest, permission, refuse_one_store
from chaland.web.desk.campaigns.results import bounds_on_a_line, per_person
from chaland.web.desk.insight.tables import FILES, as_file


@permission(VIEW_CAMPAIGNS)
@require_GET
def together(request: DeskRequest) -> HttpResponseBase:
    """Show it over the last ninety days, for the whole network, or give its table as a file."""
    refuse_one_store(request)
    found = read_all_campaigns(now=timezone.now())
    groups = ((_("Whom campaigns may reach"), found.people), (_("Left alone by every campaign"), found.people_alone))
    table = per_person(groups, found.whole, _("Difference"))
    if (kind := request.GET.get("file")) is not None:
        if kind not in FILES:
            raise Http404
        return as_file(table, kind, found.window.last)
    context = {
        "nav": "campaigns",
        "found": found,
        "verdict": verdict(found),
        "bar": bounds_on_a_line(found.whole["cents"]),
        "table": table,
        "counted": COUNTED,
        "file_address": "?file=",
    }
    return render(request, "desk/campaigns/together.html", context)
