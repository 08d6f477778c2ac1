"""Screens of interactions: writing one down, closing one, and the list of them all."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect

from chaland.accounts.rules import VIEW_CUSTOMERS, WRITE_INTERACTIONS
from chaland.customers.models import Customer
from chaland.interactions import queries
from chaland.interactions.models import Interaction
from chaland.interactions.screening import WARN, screen
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.sentences.rights.notes import note_warning
from chaland.usecases.customers.add_interaction import add_interaction
from chaland.usecases.customers.complete_interaction import (
    cancel_interaction,
    complete_interaction,
    reschedule_interaction,
)
from chaland.usecases.customers.open_customer import open_customer
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.interaction_forms import FIRST_KIND, FilterForm, InteractionForm, MoveForm, OutcomeForm
from chaland.web.desk.refusals import not_found_as_404, show_refusal

PER_PAGE = 50


@permission(WRITE_INTERACTIONS)
def interaction_new(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write an interaction down; asked by htmx, answers the form alone for the kind just chosen."""
    scope = request_scope(request)
    with not_found_as_404():
        customer = open_customer(customer_id, scope)
    if request.method != "POST":
        # Only what depends on the kind is redrawn: the note being typed never travels in an address.
        asked = {name: request.GET[name] for name in ("due",) if name in request.GET}
        return _form(request, customer, InteractionForm(kind=request.GET.get("kind", FIRST_KIND), given=asked))
    form = InteractionForm(kind=request.POST.get("kind", ""), data=request.POST)
    if form.is_valid():
        try:
            add_interaction(form.new(customer_id), scope=scope, author_id=request.user.pk, now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("It is written down."))
            _warn(request, form.cleaned_data)
            return _go(request, _next(request, reverse("customer", args=[customer_id])))
    return _form(request, customer, form)


def _warn(request: DeskRequest, typed: Mapping[str, Any]) -> None:
    """Say so where a note tells more than a customer file may hold."""
    verdict = screen(f"{typed.get('subject', '')} {typed.get('text', '')}")
    if verdict.kind == WARN:
        messages.warning(request, note_warning(verdict.about))


def _form(request: DeskRequest, customer: Customer, form: InteractionForm) -> HttpResponse:
    part = "desk/interaction/form.html" if request.htmx else "desk/interaction/new.html"
    context = {"nav": "customers", "customer": customer, "interaction_form": form, "next": _next(request, "")}
    return render(request, part, context)


@permission(VIEW_CUSTOMERS)
@require_GET
def interactions(request: DeskRequest) -> HttpResponse:
    """The list of interactions, with its filters in the address."""
    form = FilterForm(data=request.GET)
    page = page_of(queries.listed(request_scope(request), form.wanted()), request)
    return render(request, "desk/interaction/list.html", {"nav": "agenda", "filters": form, "page": page})


def page_of(rows: QuerySet[Any], request: HttpRequest) -> Page[Any]:
    """The page asked for, the nearest one there is otherwise."""
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


@permission(WRITE_INTERACTIONS)
def interaction_close(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Mark a thing to do as done, with what came of it."""
    scope = request_scope(request)
    row = _seen(interaction_id, request)
    form = OutcomeForm(kind=row.kind, data=request.POST or None, initial={"text": row.text})
    if request.method == "POST" and form.is_valid():
        try:
            complete_interaction(interaction_id, **form.cleaned_data, scope=scope, now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("It is done."))
            return redirect(_back(request))
    context = {"nav": "agenda", "row": row, "form": form, "move": MoveForm(initial={"due": row.due_at})}
    return render(request, "desk/interaction/close.html", {**context, "next": _back(request)})


@permission(WRITE_INTERACTIONS)
@require_POST
def interaction_move(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Move a thing to do to another moment."""
    row = _seen(interaction_id, request)
    move = MoveForm(data=request.POST)
    if move.is_valid():
        try:
            reschedule_interaction(interaction_id, due_at=move.cleaned_data["due"], scope=request_scope(request))
        except Refusal as refusal:
            show_refusal(move, refusal)
        else:
            messages.success(request, gettext("It is moved."))
            return redirect(_back(request))
    form = OutcomeForm(kind=row.kind, initial={"text": row.text})
    context = {"nav": "agenda", "row": row, "form": form, "move": move, "next": _back(request)}
    return render(request, "desk/interaction/close.html", context)


@permission(WRITE_INTERACTIONS)
@require_POST
def interaction_cancel(request: DeskRequest, interaction_id: int) -> HttpResponse:
    """Take a thing to do off the list."""
    _seen(interaction_id, request)
    try:
        cancel_interaction(interaction_id, scope=request_scope(request), now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("It is cancelled."))
    return redirect(_back(request))


def _seen(interaction_id: int, request: DeskRequest) -> Interaction:
    rows = queries.visible(request_scope(request)).select_related("customer", "store")
    row = rows.filter(pk=interaction_id, due_at__isnull=False).first()
    if row is None:
        raise Http404
    return row


def _go(request: DeskRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _back(request: HttpRequest) -> str:
    """The page one came from, else the agenda."""
    return _next(request, reverse("agenda"))


def _next(request: HttpRequest, usual: str) -> str:
    """The address to go on to: the one asked for if it is ours, else the usual one."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked and is_ours else usual
