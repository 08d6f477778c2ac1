"""A form on a tablet at a fair: it starts anew for each person, and keeps what they sent until there is a network."""

from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence
from chaland.signups.rules import WAITS
from chaland.signups.sent import Sent
from chaland.usecases.collection.show_form import ShownForm, show_form
from chaland.usecases.collection.sign_up import sign_up
from chaland.web.public import signup_tickets as tickets
from chaland.web.public.pages import neutral, public_page
from chaland.web.public.signup import build, closed, comes_from_here, sent_by, show, visitor_address
from chaland.web.public.signup_form import SignupPageForm
from chaland.web.public.signup_limits import Limit

WORKER = Path(__file__).with_name("tablet_worker.js")
# A queue that was kept all day leaves at once, from one address.
SENT_BY_TABLETS = Limit(600, 600.0)


@public_page
@require_safe
def tablet(request: HttpRequest, form_code: str) -> HttpResponse:
    """Show the form full screen; the tablet keeps this page."""
    now = timezone.now()
    try:
        shown = show_form(form_code, request.LANGUAGE_CODE or "fr", now=now)
    except NotFound:
        return neutral(request)
    if not shown.is_taking:
        return closed(request, shown)
    return show(request, shown, _form(shown), now, "public/signup_tablet.html")


def _form(shown: ShownForm) -> SignupPageForm:
    """Return the empty form, of which no browser offers what the person before typed."""
    form = build(shown)
    for field in form.fields.values():
        field.widget.attrs["autocomplete"] = "off"
    return form


@public_page
@require_safe
def worker(request: HttpRequest, form_code: str) -> HttpResponse:
    """Give the script by which the page opens without a network."""
    return HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")


@cache
def _worker() -> str:
    return WORKER.read_text(encoding="utf-8")


@public_page
@csrf_exempt
@require_POST
def send(request: HttpRequest, form_code: str) -> HttpResponse:
    """Take in what one person sent, under the key it got on the tablet; sent again, it counts once."""
    now = timezone.now()
    if not comes_from_here(request):
        return JsonResponse({}, status=403)
    if wait := SENT_BY_TABLETS.seconds_to_wait(visitor_address(request)):
        return JsonResponse({}, status=429, headers={"Retry-After": str(wait)})
    try:
        ticket = replace(tickets.read(request.POST.get("ticket", "")), key=UUID(request.POST.get("key", "")))
        shown = show_form(form_code, ticket.language, now=now)
    except (tickets.TicketRefusedError, ValueError, NotFound):
        return JsonResponse({}, status=403)
    form = build(shown, request.POST)
    if form.is_a_program():
        return JsonResponse({}, status=201)
    return _take_in(request, shown, form, ticket, now)


def _take_in(
    request: HttpRequest, shown: ShownForm, form: SignupPageForm, ticket: tickets.Ticket, now: datetime
) -> HttpResponse:
    if form.is_valid():
        try:
            sign_up(_sent(request, shown, form, ticket, now), now=now)
        except Refusal as refusal:
            if refusal.code == "form_closed":
                return JsonResponse({"errors": {"": sentence(refusal)}}, status=422)
            form.refuse(refusal)
        else:
            return JsonResponse({}, status=201)
    errors = {name: next(str(one) for one in found) for name, found in form.errors.items()}
    return JsonResponse(
        {"errors": {"" if name == "__all__" else name: said for name, said in errors.items()}}, status=422
    )


def _sent(request: HttpRequest, shown: ShownForm, form: SignupPageForm, ticket: tickets.Ticket, now: datetime) -> Sent:
    sent = replace(sent_by(form, ticket, request), form_code=shown.form.code, method="tablet")
    return replace(sent, sent_at=_typed_at(request.POST.get("at", ""), now))


def _typed_at(text: str, now: datetime) -> datetime:
    """Return when it was typed by the tablet's clock; one that is wrong, or kept too long, is now."""
    try:
        typed = parse_datetime(text)
    except ValueError:
        typed = None
    return typed if typed and typed.tzinfo and now - WAITS < typed < now else now
