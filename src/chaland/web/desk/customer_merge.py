"""Making one of two files, side by side, and two of one again."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS
from chaland.customers.finding import find
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.usecases.duplicates.compare_customers import Comparison, compare_customers
from chaland.usecases.duplicates.merge_customers import merge_customers
from chaland.usecases.duplicates.unmerge_customers import unmerge_customers
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customer_contacts import opened
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.settings_fields import LABELS

FOUND_SHOWN = 12
OWN_LABELS = {
    **LABELS,
    "household": _("Household"),
    "home_store": _("Store of reference"),
    "home_seller": _("Seller of reference"),
}


@permission(EDIT_CUSTOMERS)
def customer_merge(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Say who the same person is: look the other file up, choose field by field, make them one."""
    customer, scope = opened(request, customer_id), request_scope(request)
    if request.method == "POST":
        return _merged(request, customer_id, number(request.POST.get("other", "")))
    if "other" in request.GET:
        try:
            with not_found_as_404():
                comparison = compare_customers(customer_id, number(request.GET["other"]), scope)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
            return redirect("customer-merge", customer_id)
        return render(request, "desk/customer/merge.html", {"nav": "customers", **shown(comparison)})
    query = request.GET.get("q", "")
    found = [one for one in find(query, scope, FOUND_SHOWN) if one.customer_id != customer_id]
    context = {"nav": "customers", "customer": customer, "query": query, "found": found}
    return render(request, "desk/customer/merge_find.html", context)


def shown(comparison: Comparison) -> dict[str, Any]:
    """Return what the template of two files needs."""
    rows = [(OWN_LABELS.get(one.name, one.label), one) for one in comparison.fields]
    return {"comparison": comparison, "rows": rows, "customer": comparison.kept}


def chosen(request: DeskRequest) -> frozenset[str]:
    """Return the fields for which the other file's value was chosen."""
    return frozenset(
        name.removeprefix("field-")
        for name, value in request.POST.items()
        if name.startswith("field-") and value == "other"
    )


def number(text: str) -> int:
    """Return a key from an address; what is none is nobody's."""
    if not (text.isascii() and text.isdecimal()):
        raise Http404
    return int(text[:18])


def _merged(request: DeskRequest, customer_id: int, other_id: int) -> HttpResponse:
    try:
        with not_found_as_404():
            done = merge_customers(
                customer_id,
                other_id,
                scope=request_scope(request),
                now=timezone.now(),
                user_id=request.user.pk,
                chosen=chosen(request),
            )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("customer-merge", customer_id)
    messages.success(request, gettext("The two files are one. You can undo it on this page."))
    return redirect("customer", done.survivor_id)


@permission(EDIT_CUSTOMERS)
@require_POST
def merge_undo(request: DeskRequest, merge_id: int) -> HttpResponse:
    """Make two of them again."""
    try:
        with not_found_as_404():
            back = unmerge_customers(
                merge_id, scope=request_scope(request), now=timezone.now(), user_id=request.user.pk
            )
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
        return redirect("customers")
    messages.success(request, gettext("They are two files again, each with what was theirs."))
    return redirect("customer", back)
