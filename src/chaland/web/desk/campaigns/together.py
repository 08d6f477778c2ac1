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
from chaland.web.desk.campaigns.results import GROUPS, Words, bounds_on_a_line, parts, per_person, worth
from chaland.web.desk.insight.tables import FILES, Column, as_file

_GROUPS = (
    Column(_("May be reached"), "count"), Column(_("Left alone"), "count"),
    Column(_("Revenue each, may be reached"), "euros"), *GROUPS[3:],
)  # fmt: skip
_BY: Words = {
    "stratum": (_("By what they had spent before"), _("Spent before")),
    "store": (_("By store of reference"), _("Store")),
}


@permission(VIEW_CAMPAIGNS)
@require_GET
def together(request: DeskRequest) -> HttpResponseBase:
    """Show it since people are left alone, for the whole network, or give one of its tables as a file."""
    refuse_one_store(request)
    found = read_all_campaigns(now=timezone.now())
    groups = ((_("Whom campaigns may reach"), found.people), (_("Left alone by every campaign"), found.people_alone))
    each = per_person(groups, found.whole or {}, _("Difference, what they spent before taken off"))
    tables = {table.key: table for table in (each, *parts(found.by or {}, _BY, _GROUPS))}
    if (kind := request.GET.get("file")) is not None:
        if kind not in FILES or request.GET.get("table") not in tables:
            raise Http404
        return as_file(tables[request.GET["table"]], kind, found.today)
    context = {
        "nav": "campaigns",
        "found": found,
        "verdict": verdict(found),
        "bar": None if is_early(found) else bounds_on_a_line((found.whole or {}).get("cents")),
        "all_the_same": all_the_same(found.reached),
        "may_change": may(request.user.role, APPROVE_CAMPAIGNS),
        "tables": tables.values(),
        "worth": worth(found.whole, found.cost_cents, found.discount_cents),
        "counted": COUNTED,
        "file_address": "?file=",
    }
    return render(request, "desk/campaigns/together.html", context)
