"""The public page of a form: anybody opens it, nothing is kept of those who only look."""

import logging
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import NotFound, Refusal
from chaland.signups.rules import TICKET_LASTS, is_too_fast
from chaland.signups.sent import Sent
from chaland.usecases.collection.show_form import ShownForm, show_form
from chaland.usecases.collection.sign_up import sign_up
from chaland.web.public import signup_tickets as tickets
from chaland.web.public.pages import neutral, public_page
from chaland.web.public.signup_form import REFERRED_BY, TAKES_PART, Box, SignupPageForm
from chaland.web.public.signup_limits import Limit

SENT_BY_ADDRESS = Limit(settings.SIGNUP_RATE, 600.0)
REFERRAL = ("parrain", "ref")
"""Of a form's address: the card of who brings somebody, under either name."""
BESIDE = "at"
"""Of a form's address: the code of the store whose till shows it."""
_USER_AGENT, _STORE_CODE = 300, 40
_NAME, _NAMES = 40, 10
log = logging.getLogger(__name__)


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, form_code: str) -> HttpResponse:
    """Show a form, or take in what was sent: its signed ticket and its origin stand for a CSRF cookie."""
    return answer_form(request, form_code, template="public/signup.html", done="public-form-thanks")


def answer_form(request: HttpRequest, code: str, *, template: str, done: str) -> HttpResponse:
    """Answer a form in one of its dresses; once taken in, go on to the address named `done`."""
    now = timezone.now()
    try:
        shown = show_form(code, request.LANGUAGE_CODE or "fr", now=now)
    except NotFound:
        return neutral(request)
    if request.method != "POST":
        return (
            show(request, shown, build(shown, referred_by=_card_in(request)), now, template)
            if shown.is_taking
            else closed(request, shown)
        )
    if not comes_from_here(request):
        return refused(request)
    if wait := SENT_BY_ADDRESS.seconds_to_wait(visitor_address(request)):
        return too_many(request, wait)
    return _take_in(request, shown, now, template, done)


def _take_in(request: HttpRequest, shown: ShownForm, now: datetime, template: str, done: str) -> HttpResponse:
    try:
        ticket = tickets.read(request.POST.get("ticket", ""))
    except tickets.TicketRefusedError:
        return refused(request)
    form = build(shown, request.POST)
    thanks = redirect(f"{reverse(done, args=[shown.form.code])}?lang={request.LANGUAGE_CODE}")
    if form.is_a_program():
        return thanks
    if ticket.is_over(now, TICKET_LASTS) or is_too_fast(ticket.shown_at, now):
        form.add_error(None, gettext("Please read your answers again, then send the form."))
    if form.is_valid():
        try:
            sign_up(replace(sent_by(form, ticket, request), form_code=shown.form.code), now=now)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return thanks
    return show(request, shown, form, now, template)


def sent_by(form: SignupPageForm, ticket: tickets.Ticket, request: HttpRequest) -> Sent:
    """Return what was sent, as the use case takes it. What nobody asked for is left out, and its names are logged."""
    if unasked := form.unasked():
        names = ", ".join(ascii(name[:_NAME]) for name in unasked[:_NAMES])
        log.warning("a form was sent with %s fields that it does not ask for: %s", len(unasked), names)
    return Sent(
        key=ticket.key,
        form_code="",
        version_id=ticket.version_id,
        told=form.told(NewCustomer()),
        texts=ticket.by_box,
        ticked=frozenset((box.purpose, box.channel) for box in form.ticked()),
        language=ticket.language,
        takes_part=bool(form.cleaned_data.get(TAKES_PART)),
        referred_by=form.cleaned_data.get(REFERRED_BY, ""),
        ip=visitor_address(request),
        user_agent=request.headers.get("User-Agent", "")[:_USER_AGENT],
        store_code=request.GET.get(BESIDE, "")[:_STORE_CODE].replace("\x00", ""),
    )


def _card_in(request: HttpRequest) -> str:
    """Return the card that the address names, as those who bring others hand it on."""
    return next((said for name in REFERRAL if (said := request.GET.get(name, ""))), "")


def build(shown: ShownForm, data: Any = None, *, referred_by: str = "") -> SignupPageForm:
    """Return the form that a page shows, empty or as it was sent. referred_by: a card to begin with."""
    return SignupPageForm(
        policy=shown.policy,
        purposes=shown.purposes,
        boxes=[Box(one.purpose, one.channel, one.text_id, one.text) for one in shown.boxes],
        is_contest=shown.form.kind == "contest",
        today=shown.today,
        data=data,
        asks_referrer=shown.content.referral,
        referred_by=referred_by,
    )


def show(
    request: HttpRequest, shown: ShownForm, form: SignupPageForm, now: datetime, template: str, **context: object
) -> HttpResponse:
    """Show a form with a new ticket, its texts in the page's language."""
    texts = {box.key: box.text_id for box in form.boxes}
    ticket = tickets.write(shown.version_id, request.LANGUAGE_CODE or "fr", texts, now=now)
    status = 422 if form.is_bound else 200
    return render(request, template, {**said(request, shown), "form": form, "ticket": ticket, **context}, status=status)


def said(request: HttpRequest, shown: ShownForm) -> dict[str, object]:
    """Return what the shop wrote for this form, in the page's language."""
    language = request.LANGUAGE_CODE or "fr"
    texts = {name: shown.content.said(name, language) for name in ("title", "notice", "thanks", "prize")}
    return {"shown": shown, "store": shown.form.store, **texts}


@public_page
@require_safe
def thanks(request: HttpRequest, form_code: str) -> HttpResponse:
    """Say that it arrived, in the same words to everybody."""
    return thank(request, form_code, "public/signup_thanks.html")


def thank(request: HttpRequest, code: str, template: str) -> HttpResponse:
    try:
        shown = show_form(code, request.LANGUAGE_CODE or "fr", now=timezone.now())
    except NotFound:
        return neutral(request)
    return render(request, template, said(request, shown))


def visitor_address(request: HttpRequest) -> str:
    """Return from which address on the network this comes; behind HTTPS, the one our own proxy wrote last."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings.HTTPS else ""
    return forwarded.rpartition(",")[2].strip()[:45] or request.META["REMOTE_ADDR"]


def comes_from_here(request: HttpRequest) -> bool:
    """Tell whether a form was sent by a page of ours: browsers say where another site's comes from."""
    origin = request.headers.get("Origin")
    ours = f"{request.scheme}://{request.get_host()}"
    return request.headers.get("Sec-Fetch-Site", "same-origin") in ("same-origin", "none") and origin in (None, ours)


def refused(request: HttpRequest) -> HttpResponse:
    """Answer a form that does not come from its page."""
    return render(request, "public/signup_refused.html", status=403)


def closed(request: HttpRequest, shown: ShownForm) -> HttpResponse:
    """Say that the form takes nothing in today."""
    return render(request, "public/signup_closed.html", said(request, shown), status=410)


def too_many(request: HttpRequest, wait: int) -> HttpResponse:
    """Ask to come back later: too many forms come from one place."""
    answer = render(request, "public/signup_too_many.html", status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer
