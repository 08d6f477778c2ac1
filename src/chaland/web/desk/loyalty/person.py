"""The points of one customer: where they stand, where it comes from, used and corrected."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_CUSTOMERS, EDIT_LOYALTY, VIEW_CUSTOMERS, may
from chaland.kernel.errors import NotFound, Refusal
from chaland.loyalty.models import Entry
from chaland.loyalty.standing import TierNow, entries_of, standings_of
from chaland.sentences import sentence
from chaland.sentences.loyalty.advantages import advantages
from chaland.sentences.loyalty.told import given_back_told, missing_told
from chaland.stores.queries import sellers
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.loyalty.give_points_back import give_back_at_desk, to_give_back
from chaland.usecases.loyalty.refer_customer import read_brought, refer_customer
from chaland.usecases.loyalty.use_points import burn_points, give_points, home_store
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.parts import show_part_of_customer
from chaland.web.desk.refusals import not_found_as_404

LINES = 100
SELLER = "seller:"
"""Begins the reference of what a seller did at a till."""


@permission(VIEW_CUSTOMERS)
@require_safe
def customer_points(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Where the customer stands in each programme, and the latest lines of the stores one sees."""
    scope, now = request_scope(request), timezone.now()
    with not_found_as_404():
        open_customer(customer_id, scope)
    found = standings_of(customer_id, now=now, store_id=scope.store_id)
    rows = [(one, _missing(one.tier), advantages(one.tier) if one.tier else ()) for one in found]
    lines = entries_of(customer_id, most=LINES, store_id=scope.store_id)
    context = {
        "customer_id": customer_id, "asked": True, "standings": rows, "lines": _told(lines), "key": uuid4(),
        "to_give_back": to_give_back(lines, now), "brought": read_brought(customer_id, scope, now=now),
    }  # fmt: skip
    return show_part_of_customer(request, "desk/customer/points.html", context, customer_id=customer_id)


def _missing(tier: TierNow | None) -> str:
    return missing_told(tier, get_language() or "fr") if tier else ""


def _told(lines: Sequence[Entry]) -> list[tuple[Entry, str]]:
    """Return each line with what is told beside it: the seller by name, where it was at a till."""
    is_any = any(one.reference.startswith(SELLER) for one in lines)
    names = {(one.store_id, f"{SELLER}{one.code}"): one.name for one in sellers()} if is_any else {}
    return [(one, names.get((one.store_id, one.reference), one.reference)) for one in lines]


@permission(EDIT_CUSTOMERS)
@require_POST
def points_act(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Use points of the customer, correct them, or say who brought them; the same form sent twice does it once."""
    typed, scope = request.POST, request_scope(request)
    deed = typed.get("deed")
    if deed == "refer":
        return _refer(request, customer_id)
    if deed not in ("burn", "adjust", "restore") or (deed != "burn" and not may(request.user.role, EDIT_LOYALTY)):
        raise Http404
    if deed == "restore":
        return _give_back(request, customer_id)
    try:
        common: dict[str, Any] = {
            "store_id": home_store(customer_id, scope),
            "key": _key(typed.get("key", "")),
            "scope": scope,
            "now": timezone.now(),
            "reference": typed.get("reference", ""),
            "operator_id": request.user.pk,
        }
        points = _points(typed.get("points", ""))
        if deed == "burn":
            burn_points(customer_id, points=points, **common)
        else:
            give_points(customer_id, points=points, kind=Entry.Kind.ADJUSTED, **common)
    except NotFound as missing:
        if missing.code != "no_programme":
            raise Http404(missing.code) from missing
        messages.error(request, sentence(missing))
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The points are written down."))
    return redirect("customer", customer_id)


def _give_back(request: DeskRequest, customer_id: int) -> HttpResponse:
    key, scope = _key(request.POST.get("key", "")), request_scope(request)
    try:
        back = give_back_at_desk(customer_id, key, scope=scope, now=timezone.now(), operator_id=request.user.pk)
    except NotFound as missing:
        raise Http404(missing.code) from missing
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, given_back_told(back.done.entry.points, back.done.ran_out, get_language() or "fr"))
    return redirect("customer", customer_id)


def _refer(request: DeskRequest, customer_id: int) -> HttpResponse:
    told, scope = request.POST.get("referred_by", ""), request_scope(request)
    try:
        refer_customer(customer_id, told, scope=scope, now=timezone.now())
    except NotFound as missing:
        raise Http404(missing.code) from missing
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("It is written down who brought them."))
    return redirect("customer", customer_id)


def _points(text: str) -> int:
    try:
        return int(text[:12])
    except ValueError:
        raise Refusal("points_none", field="points") from None


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
