"""The notes that seem to tell more than a customer file may hold."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chaland.accounts.rules import VIEW_PRIVACY
from chaland.sentences.rights.notes import ABOUT
from chaland.usecases.rights.watch_accesses import note_looked_up
from chaland.usecases.rights.watch_notes import read_notes
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.rights.pages import network_only

LONGEST_PLACE = 18


@permission(VIEW_PRIVACY)
@require_safe
def notes(request: DeskRequest) -> HttpResponse:
    """The latest of them, fifty at a time; whose they are goes into the access log."""
    network_only(request)
    page = read_notes(before=_place(request.GET.get("before", "")))
    seen = list(dict.fromkeys(one.note.customer_id for one in page.notes))
    note_looked_up(seen, token_id=None, user_id=request.user.pk, store_id=None, now=timezone.now())
    rows = [{"note": one.note, "about": [ABOUT[name] for name in one.about]} for one in page.notes]
    context = {"nav": "rights", "section": "notes", "rows": rows, "before": page.before}
    return render(request, "desk/rights/notes.html", context)


def _place(typed: str) -> int | None:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_PLACE else None
