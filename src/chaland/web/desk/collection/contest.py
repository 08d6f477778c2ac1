"""Who takes part in a contest, and the draw."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from chaland.accounts.rules import EDIT_COLLECTION
from chaland.kernel.errors import Refusal
from chaland.signups import queries
from chaland.signups.models import SignupForm
from chaland.usecases.collection.edit_form import draw_contest
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404, show_refusal

MOST_SHOWN = 500


class DrawForm(forms.Form):
    winners = forms.IntegerField(label=_("How many winners"), min_value=1, initial=1)


@permission(EDIT_COLLECTION)
@require_http_methods(["GET", "HEAD", "POST"])
def contest(request: DeskRequest, form_code: str) -> HttpResponse:
    """List the entries of a contest; once its last day is over, draw the winners."""
    with not_found_as_404():
        one = queries.form(form_code, request_scope(request))
    if one.kind != SignupForm.Kind.CONTEST:
        raise Http404
    form = DrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid() and _draw(request, one, form):
        return redirect("collection-contest", one.code)
    return render(request, "desk/collection/contest.html", _shown(one, form), status=422 if form.is_bound else 200)


def _draw(request: DeskRequest, one: SignupForm, form: DrawForm) -> bool:
    scope, author = request_scope(request), request.user.pk
    try:
        draw_contest(one.code, form.cleaned_data["winners"], scope=scope, author_id=author, now=timezone.now())
    except Refusal as refusal:
        show_refusal(form, refusal)
        return False
    messages.success(request, gettext("The winners are drawn."))
    return True


def _shown(one: SignupForm, form: DrawForm) -> dict[str, Any]:
    entries, draw = queries.entries(one.pk), queries.draw_of(one.pk)
    return {
        "nav": "collection",
        "one": one,
        "form": form,
        "entries": entries[:MOST_SHOWN],
        "count": len(entries),
        "draw": draw,
        "is_over": one.ends_on is not None and today_of_network(timezone.now()) > one.ends_on,
    }
