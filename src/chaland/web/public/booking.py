"""The public page where somebody books an appointment, and the one where they find it again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from chaland.customers.rules import NewCustomer
from chaland.interactions.booking import opening_with
from chaland.interactions.models import Booking, Opening
from chaland.interactions.rules import MAX_TEXT
from chaland.kernel.dates import parse_day
from chaland.kernel.errors import NotFound, Refusal
from chaland.sentences import sentence
from chaland.sentences.appointment import calendar_file
from chaland.signups.rules import TICKET_LASTS, is_too_fast
from chaland.usecases.collection.book_appointment import (
    Asked,
    book_appointment,
    free_slots,
    give_booking_back,
    look_at_booking,
)
from chaland.web.public import signup_tickets as tickets
from chaland.web.public.pages import neutral, public_page, speak
from chaland.web.public.signup import comes_from_here, refused, too_many, visitor_address
from chaland.web.public.signup_form import HONEYPOT
from chaland.web.public.signup_limits import Limit

SENT_BY_ADDRESS = Limit(settings.SIGNUP_RATE, 600.0)
DAYS_SHOWN = 7
_AT = "%Y%m%dT%H%MZ"


class BookingForm(forms.Form):
    """Who comes, and one way to reach them."""

    last_name = forms.CharField(label=_("Your name"), max_length=100)
    first_name = forms.CharField(label=_("Your first name"), max_length=100, required=False)
    contact = forms.CharField(
        label=_("Your e-mail address or mobile number"),
        max_length=254,
        help_text=_("Only for this appointment. With an e-mail address you receive a confirmation."),
    )
    note = forms.CharField(
        label=_("What is it about?"), max_length=MAX_TEXT, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    website = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, auto_id="f_%s")
        self.fields["last_name"].widget.attrs["autocomplete"] = "family-name"
        self.fields["first_name"].widget.attrs["autocomplete"] = "given-name"

    def told(self, language: str) -> NewCustomer:
        typed = self.cleaned_data
        contact = typed["contact"]
        is_mail = "@" in contact
        return NewCustomer(
            last_name=typed["last_name"],
            first_name=typed["first_name"],
            emails=(contact,) if is_mail else (),
            mobiles=() if is_mail else (contact,),
            language=language,
        )

    def refuse(self, refusal: Refusal) -> None:
        """Say a refusal beside the one field of a contact, whatever the domain calls it."""
        place = {"email": "contact", "mobile": "contact", "phone": "contact", "text": "note"}
        name = place.get(refusal.field or "", refusal.field)
        self.add_error(name if name in self.fields else None, sentence(refusal))


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show the free slots, then the form of the one that was chosen; take the form in."""
    try:
        opening = opening_with(code)
    except NotFound:
        return neutral(request)
    timezone.activate(opening.store.time_zone)
    now = timezone.now()
    start = _moment(request.GET.get("at", ""))
    if start is None:
        return _choose(request, opening, now)
    if request.method != "POST":
        return (
            _form(request, opening, start, BookingForm(), now)
            if _is_free(opening, start, now)
            else _gone(request, opening, now)
        )
    if not comes_from_here(request):
        return refused(request)
    if wait := SENT_BY_ADDRESS.seconds_to_wait(visitor_address(request)):
        return too_many(request, wait)
    return _take_in(request, opening, start, now)


def _take_in(request: HttpRequest, opening: Opening, start: datetime, now: datetime) -> HttpResponse:
    try:
        ticket = tickets.read(request.POST.get("ticket", ""))
    except tickets.TicketRefusedError:
        return refused(request)
    form = BookingForm(data=request.POST)
    if request.POST.get(HONEYPOT):
        return redirect("public-booking", opening.code)
    if ticket.is_over(now, TICKET_LASTS) or is_too_fast(ticket.shown_at, now):
        form.add_error(None, gettext("Please read your answers again, then send the form."))
    if form.is_valid():
        language = request.LANGUAGE_CODE or "fr"
        asked = Asked(
            ticket.key, opening.code, start, form.told(language), form.cleaned_data["note"].replace("\r", ""), language
        )
        try:
            token = book_appointment(asked, now=now)
        except Refusal as refusal:
            if refusal.code == "slot_taken":
                return _gone(request, opening, now)
            form.refuse(refusal)
        else:
            return redirect(f"{reverse('public-booked', args=[opening.code, token])}?lang={language}")
    return _form(request, opening, start, form, now)


def _choose(request: HttpRequest, opening: Opening, now: datetime, **context: object) -> HttpResponse:
    today = now.astimezone(ZoneInfo(opening.store.time_zone)).date()
    last_day = today + timedelta(days=opening.days_ahead)
    first = min(max(_day(request.GET.get("from", ""), today), today), last_day)
    until = min(first + timedelta(days=DAYS_SHOWN - 1), last_day)
    days = free_slots(opening, first, until, now=now)
    told = {
        "opening": opening,
        "days": [(day, [(f"{start:{_AT}}", start) for start in starts]) for day, starts in days.items()],
        "earlier": max(first - timedelta(days=DAYS_SHOWN), today) if first > today else None,
        "later": until + timedelta(days=1) if until < last_day else None,
        **context,
    }
    return render(request, "public/booking.html", told, status=409 if context else 200)


def _gone(request: HttpRequest, opening: Opening, now: datetime) -> HttpResponse:
    return _choose(request, opening, now, is_gone=True)


def _is_free(opening: Opening, start: datetime, now: datetime) -> bool:
    day = start.astimezone(ZoneInfo(opening.store.time_zone)).date()
    return start in free_slots(opening, day, day, now=now).get(day, ())


def _form(request: HttpRequest, opening: Opening, start: datetime, form: BookingForm, now: datetime) -> HttpResponse:
    ticket = tickets.write(opening.pk, request.LANGUAGE_CODE or "fr", {}, now=now)
    context = {"opening": opening, "start": start, "form": form, "ticket": ticket}
    return render(request, "public/booking_form.html", context, status=422 if form.is_bound else 200)


def _moment(text: str) -> datetime | None:
    """Read the start of a slot as the page's own links write it; None for anything else."""
    try:
        return datetime.strptime(text, _AT).replace(tzinfo=UTC)
    except ValueError:
        return None


def _day(text: str, otherwise: date) -> date:
    try:
        return parse_day(text)
    except Refusal:
        return otherwise


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def booked(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Show an appointment to whoever has its link; the button gives it back."""
    try:
        one = _booking(request, code, token)
        if request.method == "POST":
            if not comes_from_here(request):
                return refused(request)
            give_booking_back(token, now=timezone.now())
    except Refusal:
        return neutral(request)
    context = {"booking": one, "code": code, "token": token, "is_cancelled": request.method == "POST"}
    return render(request, "public/booked.html", context)


@public_page
@require_safe
def calendar(request: HttpRequest, code: str, token: str) -> HttpResponse:
    """Give an appointment as a file that calendars open."""
    try:
        one = _booking(request, code, token)
    except NotFound:
        return neutral(request)
    headers = {"Content-Disposition": 'attachment; filename="appointment.ics"'}
    return HttpResponse(calendar_file(one), content_type="text/calendar; charset=utf-8", headers=headers)


def _booking(request: HttpRequest, code: str, token: str) -> Booking:
    one = look_at_booking(token, now=timezone.now())
    if one.opening.code != code:
        raise NotFound("booking_unknown")
    timezone.activate(one.opening.store.time_zone)
    speak(request, one.language)
    return one
