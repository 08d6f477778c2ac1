"""Breaches: the log, the 72 hours, and whom a misused account saw."""

import csv
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chaland.accounts.models import User
from chaland.accounts.rules import EDIT_PRIVACY, VIEW_PRIVACY
from chaland.journal.accesses import months
from chaland.journal.models import Access
from chaland.kernel.errors import Refusal
from chaland.stores.queries import the_network
from chaland.usecases.rights.handle_breaches import LONGEST, breach_of, breaches, concerned, due_at, write_breach
from chaland.usecases.rights.keep_register import categories
from chaland.usecases.rights.watch_accesses import stopped
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.rights.pages import network_only, pdf_answer

FIELDS = ("known_at", "user", "from_at", "until_at", "facts", "effects", "measures", "notified_at", "people_told_at")


def _moment(label: Any, *, required: bool = False) -> forms.DateTimeField:
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    return forms.DateTimeField(label=label, required=required, widget=widget)


def _text(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4}))


class BreachForm(forms.Form):
    """What is known of a breach. Source: RGPD art. 33(3)."""

    known_at = _moment(_("Known since"), required=True)
    facts = _text(_("What happened"), required=True)
    effects = _text(_("What may follow from it"))
    measures = _text(_("What was done"))
    user = forms.ModelChoiceField(
        label=_("Account misused"), queryset=User.objects.order_by("name"), required=False, empty_label=_("none")
    )
    from_at = _moment(_("Misused from"))
    until_at = _moment(_("Misused until"))
    notified_at = _moment(_("Authority told on"))
    people_told_at = _moment(_("People told on"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Show users by their name."""
        super().__init__(*args, **kwargs)
        self.fields["user"].label_from_instance = lambda user: user.name  # type: ignore[attr-defined]


@permission(VIEW_PRIVACY)
@require_safe
def log(request: DeskRequest) -> HttpResponse:
    """Every breach, and who was stopped for reading too much."""
    network_only(request)
    now = timezone.now()
    rows = [{"row": row, "due_at": due_at(row), "is_over": now > due_at(row)} for row in breaches()]
    acts = dict(Access.Act.choices)
    gone = [(one, acts.get(one.act, one.act)) for one in months()]
    context = {"nav": "rights", "section": "breaches", "rows": rows, "stopped": stopped(), "months": gone}
    return render(request, "desk/rights/breaches.html", context)


@permission(EDIT_PRIVACY)
def breach_new(request: DeskRequest) -> HttpResponse:
    """Write a breach down."""
    network_only(request)
    return _edit(request, None, {"known_at": timezone.localtime()})


@permission(VIEW_PRIVACY)
@require_safe
def breach(request: DeskRequest, breach_id: int) -> HttpResponse:
    """One breach, its clock, and who is concerned; all of them as CSV."""
    network_only(request)
    with not_found_as_404():
        row = breach_of(breach_id)
    now = timezone.now()
    count, people = concerned(row, now=now)
    if request.GET.get("format") == "csv":
        response = HttpResponse(content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="breach-{row.pk}.csv"'
        writer = csv.writer(response, delimiter=";")
        writer.writerows([one.customer_id, one.first_at.isoformat(), one.last_at.isoformat()] for one in people)
        return response
    if request.GET.get("format") == "pdf":
        from chaland.sentences.rights.papers import notice_sheet

        return pdf_answer(notice_sheet(row, the_network().name, count, categories(), now), f"breach-{row.pk}")
    hours = max(0, int((due_at(row) - now).total_seconds() // 3600))
    context = {"nav": "rights", "row": row, "due_at": due_at(row), "hours": hours}
    return render(request, "desk/rights/breach.html", {**context, "count": count, "people": people[:100]})


@permission(EDIT_PRIVACY)
def breach_edit(request: DeskRequest, breach_id: int) -> HttpResponse:
    """Add what is known since."""
    network_only(request)
    with not_found_as_404():
        row = breach_of(breach_id)
    return _edit(request, breach_id, {name: getattr(row, name) for name in FIELDS})


def _edit(request: DeskRequest, breach_id: int | None, known: dict[str, Any]) -> HttpResponse:
    form = BreachForm(request.POST if request.method == "POST" else None, initial=known)
    if request.method == "POST" and form.is_valid():
        try:
            row = write_breach(breach_id, form.cleaned_data, author_id=request.user.pk, now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The breach is written down."))
            return redirect("breach", row.pk)
    context = {"nav": "rights", "form": form, "breach_id": breach_id}
    return render(request, "desk/rights/breach_edit.html", context)
