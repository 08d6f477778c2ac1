"""Correcting a file, one part at a time."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chaland.accounts.rules import EDIT_CUSTOMERS
from chaland.customers.queries import as_known
from chaland.kernel.errors import Conflict, Refusal
from chaland.sentences import sentence
from chaland.usecases.customers.correct_customer import correct_customer
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.rights.ask_correction import send_correction_link
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customer_new import customer_form
from chaland.web.desk.refusals import not_found_as_404

SECTIONS: Mapping[str, tuple[str | Promise, tuple[str, ...]]] = {
    "identity": (_("Identity"), ("identity", "about")),
    "household": (_("Household"), ("household",)),
    "shop": (_("Store and seller of reference"), ("shop",)),
    "custom": (_("Your own fields"), ("custom",)),
}
"""What may be corrected at once: its title, and the parts of the form."""


@permission(EDIT_CUSTOMERS)
def customer_edit(request: DeskRequest, customer_id: int, section: str = "identity") -> HttpResponse:
    """Correct one section of a file."""
    if section not in SECTIONS:
        raise Http404
    scope = request_scope(request)
    with not_found_as_404():
        customer = open_customer(customer_id, scope)
    title, parts = SECTIONS[section]
    form = customer_form(request, parts, known=as_known(customer_id, scope), data=request.POST or None)
    form.fields.pop("card", None)
    if request.method == "POST" and form.is_valid():
        try:
            correct_customer(customer_id, form.told, scope=scope, now=timezone.now())
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, gettext("The file is corrected."))
            return redirect("customer", customer_id)
    context = {"nav": "customers", "customer": customer, "form": form, "title": title}
    return render(request, "desk/customer/edit.html", context)


@permission(EDIT_CUSTOMERS)
@require_POST
def correction_link(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Send the customer the link by which they put their own file right."""
    try:
        with not_found_as_404():
            send_correction_link(customer_id, scope=request_scope(request), now=timezone.now())
    except Conflict as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The link leaves by mail. It is good once, for seven days."))
    return redirect("customer", customer_id)
