"""The pages by which people put their own file right, and confirm another address. GET changes nothing."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.forms import BoundField
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chaland.customers import queries
from chaland.customers.rules import Address
from chaland.kernel.errors import Refusal
from chaland.kernel.phone import format_phone
from chaland.usecases.rights.correct_own_details import (
    Own,
    confirm_address,
    correct_own_details,
    look_at_address,
    look_at_own_details,
)
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.desk.customer_forms import CustomerForm
from chaland.web.public.consent import METHODS, one_button, refused_for_haste
from chaland.web.public.pages import neutral, public_page, speak
from chaland.web.public.signup_form import for_the_public

PARTS = ("identity", "contact", "address", "about")
"""What people put right themselves; the rest they ask the shop for."""


class DetailsForm(CustomerForm):
    """What is kept of one person, to be put right by them."""

    def __init__(self, own: Own, **options: Any) -> None:
        super().__init__(
            policy=queries.policy(),
            purposes=queries.purposes(),
            parts=PARTS,
            today=today_of_network(timezone.now()),
            store_id=None,
            known=own.known,
            initial=_ways(own),
            auto_id="f_%s",
            **options,
        )
        for name, field in self.fields.items():
            for_the_public(name, field)
            if name != "birthday":
                field.widget.attrs.pop("placeholder", None)
        if "email" in self.fields:
            self.fields["email"].help_text = _(
                "Another address is written to first, and replaces this one once confirmed."
            )

    def asked(self) -> Iterable[BoundField]:
        """The fields, in order."""
        return (field for _name, fields in self.shown_parts() for field in fields)


def _ways(own: Own) -> dict[str, str]:
    """Return the main ways to reach somebody, as they are typed."""
    known = own.known
    address = next(iter(known.addresses), Address())
    return {
        "email": own.address,
        "mobile": format_phone(next(iter(known.mobiles), "")),
        "phone": format_phone(next(iter(known.phones), "")),
        **{name: value for name, value in asdict(address).items() if name != "commune"},
    }


@public_page
@csrf_exempt
@require_http_methods(METHODS)
def details(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is kept of who holds the link, and take in what they put right."""
    if answer := refused_for_haste(request):
        return answer
    own = look_at_own_details(token, now=timezone.now())
    if own is None:
        return neutral(request)
    speak(request, own.language)
    form = DetailsForm(own, data=request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data.get("email", "")
        try:
            done = correct_own_details(token, form.told, email=email, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            waits = "email" in form.changed_data and email
            return render(request, "public/details.html", {"waits": waits}) if done else neutral(request)
    return render(request, "public/details.html", {"form": form}, status=422 if form.is_bound else 200)


@public_page
@csrf_exempt
@require_http_methods(METHODS)
def address(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether an address is theirs, with a button; use it from then on."""
    return one_button(request, token, look=look_at_address, act=confirm_address, page="public/address.html")
