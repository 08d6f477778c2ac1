"""Receipts that a person should look at: conflicts kept aside, and what looks odd."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_SETTINGS
from chaland.sales.queries import open_conflicts, receipts_flagged
from chaland.usecases.sales.resolve_conflict import resolve_conflict
from chaland.usecases.till.burn_offline import burn_seen as mark_seen
from chaland.usecases.till.burn_offline import uncovered_burns
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.settings_pages import check_open, one_of, page_of, show

FLAGS: dict[str, Promise] = {
    "total_differs": _("The lines do not add up to the total"),
    "sold_in_future": _("Dated in the future"),
    "sold_long_ago": _("Dated before 2000"),
    "card_unknown": _("Card not in the file"),
    "returned_beyond": _("More returned than bought"),
    "phone_of_several": _("Telephone number of several customers"),
}


@permission(EDIT_SETTINGS)
@require_safe
def receipts(request: DeskRequest) -> HttpResponse:
    scope = request_scope(request)
    flagged = page_of(request, receipts_flagged(scope))
    context = {
        "conflicts": open_conflicts(scope)[:100],
        "burns": uncovered_burns(scope.store_id),
        "page_rows": flagged,
        "flagged": [(row, [FLAGS.get(flag, flag) for flag in row.flags.split(",") if flag]) for row in flagged],
    }
    return show(request, "receipts", "receipts", context)


@permission(EDIT_SETTINGS)
@require_POST
def conflict_seen(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark a conflict as looked at; nothing of the receipt changes."""
    check_open(request, "receipts")
    one_of(open_conflicts(request_scope(request)), pk)
    with not_found_as_404():
        resolve_conflict(conflict_id=pk, user=request.user, now=timezone.now())
    messages.success(request, gettext("The conflict is marked as seen."))
    return redirect("settings-receipts")


@permission(EDIT_SETTINGS)
@require_POST
def burn_seen(request: DeskRequest, pk: int) -> HttpResponse:
    """Mark points that no balance covered as looked at; the customer owes nothing either way."""
    check_open(request, "receipts")
    if not mark_seen(pk, request_scope(request).store_id, user=request.user, now=timezone.now()):
        raise Http404
    messages.success(request, gettext("It is marked as seen."))
    return redirect("settings-receipts")
