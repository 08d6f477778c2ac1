"""Household, wishes, carts and receipts of one customer."""

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS, WRITE_INTERACTIONS
from chaland.customers.finding import find
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.usecases.customers.add_wish import add_wish
from chaland.usecases.customers.follow_wish import forget_wish, mark_wish_arrived, mark_wish_told
from chaland.usecases.customers.join_household import join_household, leave_household
from chaland.usecases.sales.cancel_cart import cancel_cart
from chaland.usecases.sales.claim_receipt import claim_receipt, find_anonymous_receipts
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customer_contacts import opened
from chaland.web.desk.person_forms import WishForm
from chaland.web.desk.refusals import not_found_as_404, show_refusal

FOUND_SHOWN = 12


@permission(EDIT_CUSTOMERS)
def household_join(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Say with whom the customer lives: look the other person up, then choose them."""
    customer = opened(request, customer_id)
    scope, query = request_scope(request), request.GET.get("q", "")
    if request.method == "POST":
        other = request.POST.get("other", "")
        if not other.isdecimal():
            raise Http404
        return _done(
            request,
            customer_id,
            lambda: join_household(customer_id, int(other[:18]), scope=scope, now=timezone.now()),
            gettext("They now share a household."),
        )
    found = [one for one in find(query, scope, FOUND_SHOWN) if one.customer_id != customer_id]
    context = {"nav": "customers", "customer": customer, "query": query, "found": found}
    return render(request, "desk/customer/household.html", context)


@permission(EDIT_CUSTOMERS)
@require_POST
def household_leave(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Take the customer out of their household."""
    opened(request, customer_id)
    scope = request_scope(request)
    leave_household(customer_id, scope=scope, now=timezone.now())
    messages.success(request, gettext("They no longer share a household."))
    return redirect("customer", customer_id)


@permission(WRITE_INTERACTIONS)
def wish_new(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Write down what the customer would like."""
    customer = opened(request, customer_id)
    form = WishForm(data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        typed = form.cleaned_data
        try:
            add_wish(
                customer_id,
                what=typed["what"],
                size=typed["size"],
                until_on=typed["until"],
                scope=request_scope(request),
                now=now,
                today=today_of_network(now),
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The wish is noted."))
            return redirect("customer", customer_id)
    context = {"nav": "customers", "customer": customer, "form": form, "title": gettext("Note a wish")}
    return render(request, "desk/customer/edit_simple.html", context)


@permission(WRITE_INTERACTIONS)
@require_POST
def wish_arrived(request: DeskRequest, wish_id: int) -> HttpResponse:
    """Note that what was wished for came in."""
    with not_found_as_404():
        customer_id = mark_wish_arrived(wish_id, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("It has arrived: the customer is to be told."))
    return redirect(_next(request, customer_id))


@permission(WRITE_INTERACTIONS)
@require_POST
def wish_told(request: DeskRequest, wish_id: int) -> HttpResponse:
    """Note that the customer was told."""
    with not_found_as_404():
        customer_id = mark_wish_told(wish_id, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("The customer has been told."))
    return redirect(_next(request, customer_id))


@permission(WRITE_INTERACTIONS)
@require_POST
def wish_forget(request: DeskRequest, wish_id: int) -> HttpResponse:
    """Remove a wish."""
    with not_found_as_404():
        customer_id = forget_wish(wish_id, scope=request_scope(request))
    messages.success(request, gettext("The wish is removed."))
    return redirect(_next(request, customer_id))


@permission(WRITE_INTERACTIONS)
@require_POST
def cart_cancel(request: DeskRequest, cart_id: int) -> HttpResponse:
    """Note that a cart, a quote or an order form is no longer wanted."""
    with not_found_as_404():
        customer_id = cancel_cart(cart_id, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("It is marked as no longer wanted."))
    return redirect("customer", customer_id)


@permission(EDIT_CUSTOMERS)
def receipt_claim(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Give the customer a receipt that is nobody's: type its number, then choose it."""
    customer = opened(request, customer_id)
    scope, number = request_scope(request), request.GET.get("number", "")
    if request.method == "POST":
        receipt = request.POST.get("receipt", "")
        if not receipt.isdecimal():
            raise Http404
        return _done(
            request,
            customer_id,
            lambda: claim_receipt(int(receipt[:18]), customer_id, scope=scope, now=timezone.now()),
            gettext("The receipt is theirs now; their figures follow."),
        )
    found = find_anonymous_receipts(number, scope)
    context = {"nav": "customers", "customer": customer, "number": number, "found": found}
    return render(request, "desk/customer/claim.html", context)


def _done(request: DeskRequest, customer_id: int, act: Callable[[], None], told: str) -> HttpResponse:
    try:
        with not_found_as_404():
            act()
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, told)
    return redirect("customer", customer_id)


def _next(request: DeskRequest, customer_id: int) -> str:
    asked = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if asked and is_ours else reverse("customer", args=[customer_id])
