"""Pages about one customer are watched: who opens which, and whether it is too many."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from chaland.accounts.models import User
from chaland.kernel.errors import Forbidden
from chaland.sentences import sentence
from chaland.usecases.rights.watch_accesses import note_opened, refuse_many

OK = 200


def refused(request: HttpRequest, user: User, told: dict[str, Any]) -> HttpResponse | None:
    """Answer a seller who opens too many customers; None for everybody else."""
    customer_id = told.get("customer_id")
    if customer_id is None:
        return None
    try:
        refuse_many(customer_id, user_id=user.pk, role=user.role, now=timezone.now())
    except Forbidden as refusal:
        return render(request, "common/forbidden.html", {"said": sentence(refusal)}, status=403)
    return None


def noted(request: HttpRequest, user: User, told: dict[str, Any], response: HttpResponseBase) -> None:
    """Write down that a page about a customer was opened; its parts, asked for by htmx, belong to it."""
    customer_id = told.get("customer_id")
    if customer_id is None or request.method != "GET" or response.status_code != OK or "HX-Request" in request.headers:
        return
    note_opened(customer_id, user_id=user.pk, now=timezone.now())
