"""What was sent to whom, and what stays behind."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_PRIVACY, VIEW_PRIVACY
from chaland.kernel.errors import Conflict
from chaland.messages.models import OutgoingMail
from chaland.messages.rules import one_line
from chaland.sentences import sentence
from chaland.sentences.mail import is_ours, mail_kind, why_it_stays
from chaland.usecases.rights.tell_origin import LETTERS, print_letters, waiting
from chaland.usecases.upkeep.follow_mails import give_up, read_mails, send_again
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.rights.pages import network_only, pdf_answer

LONGEST_ADDRESS = 320
LONGEST_PAGE = 7
CHIPS = {"sent": "ok", "queued": "", "sending": "", "failed": "bad", "parked": "warn"}


@permission(VIEW_PRIVACY)
@require_safe
def mails(request: DeskRequest) -> HttpResponse:
    """Every mail kept, the latest first; by state, or by the beginning of an address."""
    network_only(request)
    state, to = request.GET.get("state", ""), one_line(request.GET.get("to", ""), LONGEST_ADDRESS)
    state = state if state in OutgoingMail.State.values else ""
    page = _page(request.GET.get("page", ""))
    found = read_mails(state=state, to=to, page=page)
    shown = [
        {
            "mail": row,
            "kind": mail_kind(row.kind),
            "chip": CHIPS[row.state],
            "is_held": row.state == OutgoingMail.State.FAILED and is_ours(row.error),
            "why": why_it_stays(row.error),
        }
        for row in found.rows
    ]
    states = [(value, label, found.counts[value]) for value, label in OutgoingMail.State.choices]
    context = {
        "nav": "rights", "section": "mails", "rows": shown, "states": states, "state": state, "to": to,
        "page": page, "has_more": found.has_more, "total": sum(found.counts.values()),
    }  # fmt: skip
    if page == 1 and not (state or to):
        untold = waiting(now=timezone.now())
        context |= {"untold": untold, "parts": range(1, -(-untold.letters // LETTERS) + 1)}
    return render(request, "desk/rights/mails.html", context)


def _page(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() and 0 < len(typed) < LONGEST_PAGE and int(typed) else 1


@permission(EDIT_PRIVACY)
@require_POST
def letters(request: DeskRequest) -> HttpResponse:
    """The letters to who came by a file and has no e-mail address."""
    from chaland.sentences.rights.letters import letters_sheet

    network_only(request)
    part = _page(request.POST.get("part", ""))
    sheet = print_letters(part, letters_sheet, user_id=request.user.pk, now=timezone.now())
    return pdf_answer(sheet, f"letters-{part}")


@permission(EDIT_PRIVACY)
@require_POST
def mail_again(request: DeskRequest, mail_id: int) -> HttpResponse:
    """Have a mail that was set aside sent again, or give it up."""
    network_only(request)
    action = request.POST.get("action")
    if action not in ("again", "give-up"):
        raise Http404
    try:
        with not_found_as_404():
            if action == "again":
                send_again(mail_id, now=timezone.now())
            else:
                give_up(mail_id)
    except Conflict as late:
        messages.error(request, sentence(late))
    else:
        said = gettext("It leaves within the minute, if it still may.") if action == "again" else gettext("Given up.")
        messages.success(request, said)
    return redirect("mails")
