"""The forms of the shop, and what each has brought."""

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chaland.accounts.rules import EDIT_COLLECTION, VIEW_FIGURES, may
from chaland.signups import queries
from chaland.signups.models import SignupForm
from chaland.signups.queries import Collected
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope

KINDS = (
    ("page", _("Page"), "world", _("A link, a QR code at the counter")),
    ("popup", _("Window on a web site"), "layout-grid", _("Opens on your own site")),
    ("tablet", _("Tablet"), "device-mobile", _("For a fair, even without a network")),
    ("contest", _("Contest"), "gift", _("A draw, and its winners")),
)


@permission(EDIT_COLLECTION)
@require_safe
def collection(request: DeskRequest) -> HttpResponse:
    """List the forms with how many people each collected."""
    found = queries.forms(request_scope(request))
    counts = queries.collected_by_form([one.pk for one in found])
    today = today_of_network(timezone.now())
    rows = [(one, counts.get(one.pk, Collected()), _state(one, today)) for one in found]
    return render(
        request,
        "desk/collection/list.html",
        {"nav": "collection", "rows": rows, "kinds": KINDS, "may_see_figures": may(request.user.role, VIEW_FIGURES)},
    )


def _state(one: SignupForm, today: date) -> str:
    if not one.is_open:
        return "closed"
    return "open" if queries.is_taking(one, today) else "over"
