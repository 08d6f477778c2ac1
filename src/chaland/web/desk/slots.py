"""Settings of online booking: when each store lets people book, its page, its QR code."""

from base64 import b64encode
from datetime import date, time
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from chaland.accounts.rules import EDIT_COLLECTION
from chaland.interactions.booking import WantedOpening, opening_of, openings
from chaland.interactions.models import Opening
from chaland.interactions.slots import (
    DAYS,
    LENGTHS,
    MOST_DAYS_AHEAD,
    MOST_NOTICE_HOURS,
    MOST_PLACES,
    Span,
    read_hours,
    write_hours,
)
from chaland.kernel.dates import format_day, parse_day
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.stores.queries import stores
from chaland.usecases.collection.book_appointment import address_of
from chaland.usecases.collection.edit_opening import edit_opening, store_to_open
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.collection.qr import qr_svg
from chaland.web.desk.refusals import not_found_as_404, show_refusal

USUAL = "10:00-12:00, 14:00-18:00"
USUAL_DAYS = range(1, 6)
MOST_CLOSED = 100


def _number(label: Any, least: int, most: int, hint: Any = "") -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=least, max_value=most, help_text=hint)


class OpeningForm(forms.Form):
    """When a store lets people book."""

    is_open = forms.BooleanField(label=_("People may book online"), required=False)
    title = forms.CharField(label=_("What the appointment is for"), max_length=100)
    length_minutes = _number(_("Length in minutes"), LENGTHS[0], LENGTHS[-1])
    places = _number(_("Appointments at once"), 1, MOST_PLACES, _("Those you add in the agenda count too."))
    notice_hours = _number(_("At the latest, hours before"), 0, MOST_NOTICE_HOURS)
    days_ahead = _number(_("At the earliest, days before"), 1, MOST_DAYS_AHEAD)
    holidays_too = forms.BooleanField(label=_("Public holidays too"), required=False)
    closed_on = forms.CharField(
        label=_("Days without appointments"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, such as 24/12/2026."),
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        for day in range(DAYS):
            label = capfirst(str(WEEKDAYS[day]))
            self.fields[f"day_{day}"] = forms.CharField(label=label, required=False, max_length=60)

    def days(self) -> list[forms.BoundField]:
        """The hours of each day, from Monday."""
        return [self[f"day_{day}"] for day in range(DAYS)]

    def clean(self) -> dict[str, Any]:
        typed = self.cleaned_data
        typed["hours"] = [self._read(f"day_{day}", read_hours) or [] for day in range(DAYS)]
        typed["closed"] = self._read("closed_on", _days_written) or []
        return typed

    def _read(self, name: str, read: Any) -> Any:
        try:
            return read(self.cleaned_data.get(name) or "")
        except Refusal as refusal:
            self.add_error(name, sentence(refusal))
            return None

    def wanted(self) -> WantedOpening:
        typed = self.cleaned_data
        return WantedOpening(
            is_open=typed["is_open"],
            title=typed["title"],
            length_minutes=typed["length_minutes"],
            places=typed["places"],
            notice_hours=typed["notice_hours"],
            days_ahead=typed["days_ahead"],
            hours=typed["hours"],
            closed_on=typed["closed"],
            holidays_too=typed["holidays_too"],
        )


def _days_written(text: str) -> list[date]:
    lines = [line for line in text.replace(",", "\n").split("\n") if line.strip()]
    if len(lines) > MOST_CLOSED:
        raise Refusal("opening_out_of_range", least=0, most=MOST_CLOSED)
    return [parse_day(line.strip()) for line in lines]


def _initial(opening: Opening | None) -> dict[str, Any]:
    if opening is None:
        hours = {f"day_{day}": USUAL if day in USUAL_DAYS else "" for day in range(DAYS)}
        return {"is_open": True, "length_minutes": 30, "places": 1, "notice_hours": 2, "days_ahead": 30, **hours}
    names = ("is_open", "title", "length_minutes", "places", "notice_hours", "days_ahead", "holidays_too")
    hours = {f"day_{day}": write_hours(_spans(spans)) for day, spans in enumerate(opening.hours)}
    closed = "\n".join(format_day(date.fromisoformat(day), "fr") for day in opening.closed_on)
    return {**{name: getattr(opening, name) for name in names}, **hours, "closed_on": closed}


def _spans(kept: list[list[str]]) -> list[Span]:
    return [(time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in kept]


@permission(EDIT_COLLECTION)
@require_safe
def slots(request: DeskRequest) -> HttpResponse:
    """The stores, and what each opens."""
    scope = request_scope(request)
    known = {one.store_id: one for one in openings(scope.store_id)}
    rows = [(store, known.get(store.pk)) for store in stores(scope.store_id).filter(is_open=True)]
    return render(request, "desk/slots/list.html", {"nav": "agenda", "rows": rows})


@permission(EDIT_COLLECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def slots_store(request: DeskRequest, store_id: int) -> HttpResponse:
    """When one store lets people book."""
    scope = request_scope(request)
    with not_found_as_404():
        store = store_to_open(store_id, scope)
    opening = opening_of(store_id)
    form = OpeningForm(data=request.POST or None, initial=_initial(opening))
    if request.method == "POST" and form.is_valid():
        try:
            edit_opening(store_id, form.wanted(), scope=scope)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("It is saved."))
            return redirect("slots-store", store_id)
    context: dict[str, Any] = {"nav": "agenda", "store": store, "opening": opening, "form": form}
    if opening:
        context["address"] = address_of(opening.code)
        context["picture"] = f"data:image/svg+xml;base64,{b64encode(qr_svg(address_of(opening.code))).decode()}"
    return render(request, "desk/slots/store.html", context, status=422 if form.errors else 200)


@permission(EDIT_COLLECTION)
@require_safe
def slots_qr(request: DeskRequest, store_id: int) -> HttpResponse:
    """The QR code of the store's booking page."""
    with not_found_as_404():
        store_to_open(store_id, request_scope(request))
    opening = opening_of(store_id)
    if opening is None:
        raise Http404
    headers = {"Content-Disposition": f'attachment; filename="{opening.code}.svg"'}
    return HttpResponse(qr_svg(address_of(opening.code)), content_type="image/svg+xml", headers=headers)
