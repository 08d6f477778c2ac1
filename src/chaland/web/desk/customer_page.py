"""The page about one customer: who they are, what they buy, how often they come, and what happened."""

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaland.accounts.rules import VIEW_CUSTOMERS, Scope
from chaland.sales.queries import receipt_lines, receipts_of
from chaland.usecases.open_customer import open_customer
from chaland.usecases.read_customer import read_customer
from chaland.usecases.read_timeline import FAMILIES, KINDS, Cursor, Wanted, read_timeline
from chaland.usecases.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.interaction_forms import FIRST_KIND, InteractionForm
from chaland.web.desk.refusals import not_found_as_404

RECEIPTS_SHOWN = 6
RECEIPTS_MORE = 20
FURTHEST = 1_000_000


@permission(VIEW_CUSTOMERS)
@require_GET
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """One customer, for the store one looks at."""
    scope = request_scope(request)
    today = today_of_network(timezone.now())
    with not_found_as_404():
        file = read_customer(customer_id, scope, today=today)
    context = {
        "nav": "customers",
        "file": file,
        "customer": file.customer,
        "today": today,
        "scope": scope,
        "interaction_form": InteractionForm(kind=FIRST_KIND),
        **_receipts(customer_id, scope, start=0, count=RECEIPTS_SHOWN),
        **_timeline(customer_id, scope, request.GET),
    }
    return render(request, "desk/customer/customer.html", context)


@permission(VIEW_CUSTOMERS)
@require_GET
def customer_timeline(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The timeline alone: its filters anew, or only what follows the event named `after`."""
    scope = request_scope(request)
    with not_found_as_404():
        opened = open_customer(customer_id, scope)
    part = "events.html" if "after" in request.GET else "timeline.html"
    context = {"customer": opened, "scope": scope, **_timeline(customer_id, scope, request.GET)}
    return render(request, f"desk/customer/{part}", context)


@permission(VIEW_CUSTOMERS)
@require_GET
def customer_receipts(request: DeskRequest, customer_id: int) -> HttpResponse:
    """More receipts, from the place `start` on."""
    scope = request_scope(request)
    with not_found_as_404():
        opened = open_customer(customer_id, scope)
    asked = request.GET.get("start", "")
    start = min(int(asked), FURTHEST) if asked.isdecimal() and asked.isascii() and len(asked) < len("1000000") else 0
    context = {"customer": opened, **_receipts(customer_id, scope, start=start, count=RECEIPTS_MORE)}
    return render(request, "desk/customer/receipts.html", context)


@permission(VIEW_CUSTOMERS)
@require_GET
def customer_receipt(request: DeskRequest, customer_id: int, receipt_id: int) -> HttpResponse:
    """One receipt with its lines; asked by htmx, the lines alone."""
    scope = request_scope(request)
    with not_found_as_404():
        opened = open_customer(customer_id, scope)
    receipt = receipts_of(customer_id, scope).filter(pk=receipt_id).first()
    if receipt is None:
        raise Http404
    part = "receipt_lines.html" if request.htmx else "receipt.html"
    context = {"nav": "customers", "customer": opened, "receipt": receipt, "lines": receipt_lines(receipt_id)}
    return render(request, f"desk/customer/{part}", context)


def _receipts(customer_id: int, scope: Scope, *, start: int, count: int) -> Mapping[str, Any]:
    rows = list(receipts_of(customer_id, scope)[start : start + count + 1])
    return {"receipts": rows[:count], "receipts_next": start + count if len(rows) > count else None}


def _timeline(customer_id: int, scope: Scope, asked: QueryDict) -> Mapping[str, Any]:
    """One page of the timeline, and what it is narrowed to; a filter that is not understood filters nothing."""
    family, kind, store = asked.get("family", ""), asked.get("kind", ""), asked.get("store", "")
    known = any(kind in names for names in KINDS.values())
    is_store = store.isdecimal() and store.isascii() and len(store) < len(str(2**63))
    wanted = Wanted(
        families=frozenset({family} & set(FAMILIES)),
        kinds=frozenset({kind}) if known else frozenset(),
        store_id=int(store) if is_store else None,
    )
    page = read_timeline(customer_id, scope, wanted=wanted, after=Cursor.parse(asked.get("after", "")))
    chosen = {"family": family, "kind": kind if known else "", "store": store if is_store else ""}
    narrowed = {name: value for name, value in chosen.items() if value}
    return {"timeline": page, "chosen": chosen, "narrowed": narrowed, "families": FAMILIES, "kinds": KINDS}
