"""The search of the top bar: answers while one types, or as a page after Enter."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from chaland.accounts import rules
from chaland.usecases.customers.look_up import LookUp, look_up
from chaland.web.common.access import permission, request_scope

_LONGEST = 100


@permission(rules.VIEW_CUSTOMERS)
def search(request: HttpRequest) -> HttpResponse:
    """Show the customers and receipts that `q` points at; after Enter, the only customer found is opened at once."""
    text = request.GET.get("q", "").strip()[:_LONGEST]
    found = look_up(text, request_scope(request))
    context = {"found": found, "text": text}
    if getattr(request, "htmx", False):
        return render(request, "desk/search/results.html", context) if text else HttpResponse()
    only = _only_customer(found)
    return redirect("customer", only) if only else render(request, "desk/search/page.html", context)


def _only_customer(found: LookUp) -> int | None:
    """Return the customer when there is nobody else to choose: a scanned card ends with Enter."""
    owners = {customer.customer_id for customer in found.customers}
    owners |= {receipt.customer_id or 0 for receipt in found.receipts}
    return owners.pop() if len(owners) == 1 else None
