"""Contact points and cards of one customer."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS
from chaland.customers import queries
from chaland.customers.models import ContactPoint, Customer
from chaland.customers.rules import OFF, Address
from chaland.kernel.errors import Refusal
from chaland.sentences import sentence
from chaland.usecases.customers import change_card, change_contact
from chaland.usecases.customers.add_card import add_card
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.person_forms import AddressForm, CardForm, ContactForm
from chaland.web.desk.refusals import not_found_as_404, show_refusal

TITLES = {
    "email": _("E-mail address"),
    "mobile": _("Mobile number"),
    "phone": _("Telephone number"),
    "address": _("Postal address"),
}
_FIELDS = {"email": "value", "mobile": "value", "phone": "value", "card": "number", "address": "address1"}


@permission(EDIT_CUSTOMERS)
def contact_new(request: DeskRequest, customer_id: int, kind: str) -> HttpResponse:
    """Add a way to reach the customer."""
    if kind not in TITLES or queries.policy().requirement(kind) == OFF:
        raise Http404
    customer = opened(request, customer_id)
    form = _form(request, kind)

    def add(value: str | Address) -> None:
        change_contact.add_contact(customer_id, kind, value, scope=request_scope(request), now=timezone.now())

    return _saved(request, form, customer, add) or _page(request, customer, form, TITLES[kind])


@permission(EDIT_CUSTOMERS)
def contact_edit(request: DeskRequest, customer_id: int, point_id: int) -> HttpResponse:
    """Correct a contact point."""
    customer = opened(request, customer_id)
    scope = request_scope(request)
    with not_found_as_404():
        point = change_contact.read_contact(customer_id, point_id, scope=scope)
    if queries.policy().requirement(point.kind) == OFF:
        raise Http404
    form = _form(request, point.kind, point)

    def correct(value: str | Address) -> None:
        change_contact.correct_contact(customer_id, point_id, value, scope=scope, now=timezone.now())

    return _saved(request, form, customer, correct) or _page(request, customer, form, TITLES[point.kind])


@permission(EDIT_CUSTOMERS)
@require_POST
def contact_act(request: DeskRequest, customer_id: int, point_id: int) -> HttpResponse:
    """Choose a contact point as the main one, note its status, or remove it."""
    opened(request, customer_id)
    scope, action = request_scope(request), request.POST.get("action", "")
    try:
        with not_found_as_404():
            if action == "main":
                change_contact.make_contact_main(customer_id, point_id, scope=scope, now=timezone.now())
            elif action == "remove":
                change_contact.remove_contact(customer_id, point_id, scope=scope, now=timezone.now())
            elif action in ContactPoint.Status.values:
                change_contact.set_contact_status(customer_id, point_id, action, scope=scope)
            else:
                raise Http404
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The contact point is updated."))
    return redirect("customer", customer_id)


@permission(EDIT_CUSTOMERS)
def card_new(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Give the customer a card; with `old` in the address, instead of that one."""
    customer = opened(request, customer_id)
    scope, old = request_scope(request), request.GET.get("old", "")
    form = CardForm(data=request.POST or None)

    def give(number: str | Address) -> None:
        if old:
            change_card.replace_card(customer_id, old, str(number), scope=scope, now=timezone.now())
        else:
            add_card(customer_id, str(number), scope=scope, now=timezone.now())

    title = _("Replace the card") if old else _("Give a card")
    return _saved(request, form, customer, give) or _page(request, customer, form, title)


@permission(EDIT_CUSTOMERS)
@require_POST
def card_act(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Note that a card is lost, or found again."""
    opened(request, customer_id)
    number, status = request.POST.get("number", ""), request.POST.get("action", "")
    if status not in ("active", "lost"):
        raise Http404
    with not_found_as_404():
        change_card.set_card_status(customer_id, number, status, scope=request_scope(request))
    messages.success(request, gettext("The card is updated."))
    return redirect("customer", customer_id)


def opened(request: DeskRequest, customer_id: int) -> Customer:
    """The customer, or the page that says there is none."""
    with not_found_as_404():
        return open_customer(customer_id, request_scope(request))


def _form(request: DeskRequest, kind: str, point: ContactPoint | None = None) -> ContactForm | AddressForm:
    data = request.POST or None
    policy = queries.policy()
    if kind != "address":
        return ContactForm(kind=kind, region=policy.region, value=point.normalised if point else "", data=data)
    initial = (
        {name: getattr(point, name) for name in ("address1", "address2", "postcode", "city", "country")}
        if point
        else {}
    )
    today = today_of_network(timezone.now())
    return AddressForm(
        policy=policy, purposes={}, parts=("address",), today=today, store_id=None, initial=initial, data=data
    )


def _saved(
    request: DeskRequest, form: forms.Form, customer: Customer, save: Callable[[str | Address], None]
) -> HttpResponse | None:
    """Save what a valid form says and go back to the customer; None while something is to be corrected."""
    if request.method != "POST" or not form.is_valid():
        return None
    value = form.address() if isinstance(form, AddressForm) else next(iter(form.cleaned_data.values()))
    try:
        save(value)
    except Refusal as refusal:
        show_refusal(form, refusal, _FIELDS)
        return None
    messages.success(request, gettext("The file is corrected."))
    return redirect("customer", customer.pk)


def _page(request: DeskRequest, customer: Customer, form: forms.Form, title: object) -> HttpResponse:
    context = {"nav": "customers", "customer": customer, "form": form, "title": title}
    return render(request, "desk/customer/edit_simple.html", context)
