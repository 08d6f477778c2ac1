"""The page about one customer: who they are, what they buy, how often they come, and what happened."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaland.accounts.rules import VIEW_CUSTOMERS, Scope
from chaland.kernel.errors import NotFound
from chaland.sales.queries import receipt_lines, receipts_of
from chaland.usecases.customers.open_customer import open_customer, opened_instead
from chaland.usecases.customers.read_customer import read_customer
from chaland.usecases.customers.read_timeline import FAMILIES, KINDS, Cursor, Wanted, read_receipts, read_timeline
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.interaction_forms import FIRST_KIND, InteractionForm
from chaland.web.desk.parts import show_part_of_customer
from chaland.web.desk.refusals import not_found_as_404

RECEIPTS_SHOWN = 6
RECEIPTS_MORE = 20


@permission(VIEW_CUSTOMERS)
@require_GET
def customer(request: DeskRequest, customer_id: int) -> HttpResponse:
    """One customer, for the store one looks at."""
    scope = request_scope(request)
    today = timezone.localdate()
    try:
        file = read_customer(customer_id, scope, today=today)
    except NotFound as refusal:
        if (head_id := opened_instead(customer_id, scope)) is None:
            raise Http404(refusal.code) from refusal
        return redirect("customer", head_id)
    known = {"customer": [file.customer], "contact": file.points, "card": file.cards}
    context = {
        "nav": "customers",
        "file": file,
        "customer": file.customer,
        "today": today,
        "scope": scope,
        "interaction_form": InteractionForm(kind=FIRST_KIND),
        **_receipts(customer_id, scope, request.GET.get("receipts", ""), RECEIPTS_SHOWN),
        **_timeline(customer_id, scope, request.GET, known),
    }
    return render(request, "desk/customer/customer.html", context)


@permission(VIEW_CUSTOMERS)
@require_GET
def customer_timeline(request: DeskRequest, customer_id: int) -> HttpResponse:
    """The timeline alone: its filters anew, or only what follows the event named `after`."""
    scope = request_scope(request)
    with not_found_as_404():
        opened = open_customer(customer_id, scope)
    part = "events.html" if request.htmx and "after" in request.GET else "timeline.html"
    context = {"customer": opened, "scope": scope, **_timeline(customer_id, scope, request.GET)}
    return show_part_of_customer(request, f"desk/customer/{part}", context, customer_id=customer_id)


@permission(VIEW_CUSTOMERS)
@require_GET
def customer_receipts(request: DeskRequest, customer_id: int) -> HttpResponse:
    """More receipts: those that follow the one named `receipts`."""
    scope = request_scope(request)
    with not_found_as_404():
        opened = open_customer(customer_id, scope)
    shown = _receipts(customer_id, scope, request.GET.get("receipts", ""), RECEIPTS_MORE)
    context = {"customer": opened, **shown}
    return show_part_of_customer(request, "desk/customer/receipts.html", context, customer_id=customer_id, frame="list")


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


def _receipts(customer_id: int, scope: Scope, after: str, size: int) -> Mapping[str, Any]:
    receipts, following = read_receipts(customer_id, scope, after=Cursor.parse(after), size=size)
    return {"receipts": receipts, "receipts_after": following}


def _timeline(
    customer_id: int, scope: Scope, asked: QueryDict, known: Mapping[str, Sequence[Any]] | None = None
) -> Mapping[str, Any]:
    """One page of the timeline, and what it is narrowed to; a filter that is not understood filters nothing."""
    family, kind, store = asked.get("family", ""), asked.get("kind", ""), asked.get("store", "")
    is_kind = any(kind in names for names in KINDS.values())
    is_store = store.isdecimal() and store.isascii() and len(store) < len(str(2**63))
    wanted = Wanted(
        families=frozenset({family} & set(FAMILIES)),
        kinds=frozenset({kind}) if is_kind else frozenset(),
        store_id=int(store) if is_store else None,
    )
    after = Cursor.parse(asked.get("after", ""))
    page = read_timeline(customer_id, scope, wanted=wanted, after=after, known=known)
    chosen = {"family": family, "kind": kind if is_kind else "", "store": store if is_store else ""}
    narrowed = {name: value for name, value in chosen.items() if value}
    return {"timeline": page, "chosen": chosen, "narrowed": narrowed, "families": FAMILIES, "kinds": KINDS}
