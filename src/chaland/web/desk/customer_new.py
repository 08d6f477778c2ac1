"""The form of a new customer, the people already in the file who look alike, and the towns of a postcode."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4, uuid5

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET, require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS
from chaland.customers import queries
from chaland.customers.rules import NewCustomer
from chaland.kernel.errors import Refusal
from chaland.kernel.postcode import Commune
from chaland.kernel.text import fold
from chaland.loyalty.schemes import schemes
from chaland.privacy.queries import Box, boxes
from chaland.privacy.rules import Proof
from chaland.usecases.consents.record_consent import Answers
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.customers.find_known_customers import KnownCustomer, find_known_customers
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.usecases.till.ask_at_till import ASKED_AT_TILL
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customer_forms import PARTS, CustomerForm, asking_who, standard_fields
from chaland.web.desk.known_forms import as_typed

QUOTE = "quote"
ASKING = ("last_name", "first_name", "birthday")


@permission(EDIT_CUSTOMERS)
def customer_new(request: DeskRequest) -> HttpResponse:
    """Write a new person down; somebody in the file with the same card, e-mail or telephone is shown first."""
    form = customer_form(request, tuple(PARTS), data=request.POST or None, initial=_asked(request))
    if request.method != "POST" or not form.is_valid():
        return _page(request, form)
    new, scope = form.told(NewCustomer()), request_scope(request)
    # Of what was typed too: gone back to and filled in for somebody else, the form opens another file.
    sent = uuid5(_form_key(request), repr(new))
    known = () if "anyway" in request.POST else find_known_customers(new, scope)
    if known and not queries.opened_by_form(sent):
        return _page(request, form, known)
    try:
        customer_id = create_customer(
            new, now=timezone.now(), scope=scope, form_key=sent, channel=_channel(request), said=_answers(request),
            referred_by=request.POST.get("referred_by", ""),
        )  # fmt: skip
    except Refusal as refusal:
        form.refuse(refusal)
        return _page(request, form)
    messages.success(request, gettext("The file is open."))
    return redirect("quote-new" if _channel(request) == QUOTE else "customer", customer_id)


def _boxes() -> list[Box]:
    """What a new customer is asked to agree to: never ticked beforehand, and joining needs none."""
    return boxes(get_language() or "fr", sorted(ASKED_AT_TILL))


def _answers(request: DeskRequest) -> Answers:
    shown = _boxes()
    ticked = [box.text_id for box in shown if f"box_{box.text_id}" in request.POST]
    language = get_language() or "fr"
    proof = Proof("desk", "box", language, operator_id=request.user.pk, store_id=request_scope(request).store_id)
    return Answers(shown, ticked, proof)


def customer_form(
    request: DeskRequest, parts: Sequence[str], *, known: NewCustomer | None = None, **options: Any
) -> CustomerForm:
    """Build the form of some parts of a file, for the network's policy and the store one looks at."""
    return CustomerForm(
        policy=queries.policy(),
        purposes=queries.purposes(),
        parts=parts,
        today=today_of_network(timezone.now()),
        store_id=request_scope(request).store_id,
        known=known,
        **options,
    )


def _asked(request: HttpRequest) -> Mapping[str, str]:
    """What the address already says of the person, such as the card just scanned."""
    return {name: request.GET[name] for name in ("card", "mobile", "email", "last_name") if name in request.GET}


def _channel(request: HttpRequest) -> str:
    """How this person comes in: by the quote that is written for them next, or at the desk."""
    return QUOTE if request.GET.get("for") == QUOTE else "desk"


def _form_key(request: HttpRequest) -> UUID:
    """Return the key the form was shown with, a new one for a form not yet shown."""
    try:
        return UUID(request.POST.get("form_key", ""))
    except ValueError:
        return uuid4()


def _page(request: DeskRequest, form: CustomerForm, known: Sequence[KnownCustomer] = ()) -> HttpResponse:
    for name in ASKING:
        if name in form.fields:
            form.fields[name].widget.attrs.update(asking_who(form.fields[name].widget.attrs.get("data-format", "")))
    context = {
        "nav": "customers",
        "form": form,
        "form_key": _form_key(request),
        "known": known,
        "must_choose": bool(known),
        "asks_referrer": bool(schemes()),
        "referred_by": request.POST.get("referred_by", ""),
        "boxes": [(box, f"box_{box.text_id}", f"box_{box.text_id}" in request.POST) for box in _boxes()],
    }
    return render(request, "desk/customer/new.html", context)


@permission(EDIT_CUSTOMERS)
@require_POST
def customers_known(request: DeskRequest) -> HttpResponse:
    """The people in the file who share what is being typed, which never travels in an address."""
    known = find_known_customers(as_typed(request.POST, timezone.localdate()), request_scope(request))
    return render(request, "desk/customer/known.html", {"known": known})


class TownForm(forms.Form):
    """The town alone, as the whole form shows it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fields["city"] = standard_fields()["city"]


@permission(EDIT_CUSTOMERS)
@require_GET
def communes(request: DeskRequest) -> HttpResponse:
    """The field of the town for the postcode typed: filled in when there is one, else those to choose from."""
    postcode = request.GET.get("postcode", "")
    found = _communes_of(postcode, request.GET.get("country", ""))
    city = town_for(found, request.GET.get("city", ""))
    # htmx carries attributes over to a new element of the same id, and would bring the town shown before back.
    form = TownForm(initial={"city": city}, auto_id=f"town-{fold(postcode).replace(' ', '-')}-%s")
    return render(request, "desk/customer/town.html", {"form": form, "communes": found})


def _communes_of(postcode: str, country: str) -> Sequence[Commune]:
    every = queries.communes()
    if every is None or not postcode.strip() or country.strip().upper() not in ("", "FR", "FRANCE"):
        return ()
    try:
        return every.by_postcode(postcode)
    except Refusal:
        return ()


def town_for(found: Sequence[Commune], typed: str) -> str:
    """Choose the town: the only one of the postcode, else the one typed if it is among them or none is known."""
    if len(found) == 1:
        return found[0].name
    is_among = any(fold(one.name) == fold(typed) for one in found)
    return typed if is_among or not found else ""
