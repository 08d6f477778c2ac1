"""The register of requests: what people asked for, by when it is due, how it ended."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_PRIVACY, VIEW_PRIVACY, may
from chaland.kernel.errors import Refusal
from chaland.privacy.models import DataRequest
from chaland.usecases.rights.handle_requests import LONGEST_NOTE, close_request, open_request, request_of, requests
from chaland.usecases.rights.tell_recipients import note_told, recipients_to_tell
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.rights.pages import network_only

LONGEST_NUMBER = 18


class RequestForm(forms.Form):
    """What somebody asked for."""

    kind = forms.ChoiceField(label=_("Right"), choices=DataRequest.Kind.choices)
    customer = forms.CharField(label=_("Number of the customer in the file"), max_length=LONGEST_NUMBER, required=False)
    received_on = forms.DateField(label=_("Received on"), widget=forms.DateInput(attrs={"type": "date"}))
    note = forms.CharField(
        label=_("Note"), max_length=LONGEST_NOTE, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean_customer(self) -> int | None:
        typed: str = self.cleaned_data["customer"].strip()
        if typed and not (typed.isascii() and typed.isdigit()):
            raise forms.ValidationError(gettext("Enter the number that the address of their page ends with."))
        return int(typed) if typed else None


class ClosingForm(forms.Form):
    """How a request ended."""

    outcome = forms.ChoiceField(label=_("Outcome"), choices=DataRequest.Outcome.choices)
    note = forms.CharField(
        label=_("What was done, or why not"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


@permission(VIEW_PRIVACY)
@require_safe
def register(request: DeskRequest) -> HttpResponse:
    """Every request, those that wait first."""
    network_only(request)
    waiting, closed = requests(_today())
    context = {"nav": "rights", "section": "requests", "waiting": waiting, "closed": closed}
    context["recipients"] = recipients_to_tell()
    return render(request, "desk/rights/requests.html", context)


@permission(EDIT_PRIVACY)
@require_POST
def recipient_told(request: DeskRequest, recipient_id: int) -> HttpResponse:
    """Note that who holds a file was told what became of somebody in it."""
    network_only(request)
    with not_found_as_404():
        note_told(recipient_id, user_id=request.user.pk, now=timezone.now())
    messages.success(request, gettext("It is noted."))
    return redirect("rights")


@permission(EDIT_PRIVACY)
def request_new(request: DeskRequest) -> HttpResponse:
    """Note a request."""
    network_only(request)
    today = _today()
    known = {"customer": request.GET.get("customer", "")[:LONGEST_NUMBER], "received_on": today.isoformat()}
    form = RequestForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            noted = open_request(
                kind=typed["kind"],
                customer_id=typed["customer"],
                received_on=typed["received_on"],
                note=typed["note"],
                author_id=request.user.pk,
                now=timezone.now(),
                today=today,
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The request is noted. You are reminded of it after twenty days."))
            return redirect("request", noted.pk)
    context = {"nav": "rights", "form": form}
    return render(request, "desk/rights/request_new.html", context)


@permission(VIEW_PRIVACY)
def request_page(request: DeskRequest, request_id: int) -> HttpResponse:
    """One request; who may, closes it."""
    network_only(request)
    with not_found_as_404():
        found = request_of(request_id, _today())
    form = ClosingForm(request.POST if request.method == "POST" else None, initial={"note": found.row.note})
    if request.method == "POST":
        if not may_edit(request):
            raise Http404
        if form.is_valid():
            try:
                close_request(request_id, **form.cleaned_data, user_id=request.user.pk, now=timezone.now())
            except Refusal as refusal:
                show_refusal(form, refusal)
            else:
                messages.success(request, gettext("The request is closed."))
                return redirect("rights")
    context = {"nav": "rights", "one": found, "form": form}
    return render(request, "desk/rights/request.html", context)


def may_edit(request: DeskRequest) -> bool:
    """Tell whether the user may close requests, rather than read them."""
    return may(request.user.role, EDIT_PRIVACY)


def _today() -> date:
    return today_of_network(timezone.now())
