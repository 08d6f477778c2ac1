"""The page of one person's rights: what is held of them, what they asked for, and their erasure."""

from collections.abc import Mapping

from django import forms
from django.contrib import messages
from django.contrib.auth import authenticate
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts.rules import EDIT_PRIVACY, VIEW_PRIVACY
from chaland.kernel.text import fold
from chaland.privacy.models import Stance
from chaland.usecases.consents.change_stance import change_stance
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.rights.erase_customer import Erased, erase_customer, was_erased
from chaland.usecases.rights.read_rights import read_rights
from chaland.usecases.rights.tell_customer import tell_customer
from chaland.usecases.rights.watch_accesses import note_told
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.rights.pages import network_only


@permission(VIEW_PRIVACY)
@require_safe
def rights(request: DeskRequest, customer_id: int) -> HttpResponse:
    """What one person may ask for, and what they have asked."""
    network_only(request)
    with not_found_as_404():
        customer = open_customer(customer_id, request_scope(request))
    context = {"nav": "rights", "customer": customer, "rights": read_rights(customer_id)}
    return render(request, "desk/rights/person.html", context)


@permission(VIEW_PRIVACY)
@require_safe
def told(request: DeskRequest, customer_id: int, told_as: str) -> HttpResponse:
    """Everything the file holds of a person, as a file to give them: `pdf`, `json`, or `zip` to take elsewhere."""
    from chaland.sentences.rights.told import WRITERS

    if told_as not in _TYPES:
        raise Http404
    network_only(request)
    with not_found_as_404():
        customer = open_customer(customer_id, request_scope(request))
        now = timezone.now()
        everything = tell_customer(customer_id, now=now, portable=told_as == "zip")
    note_told(customer_id, user_id=request.user.pk, detail=told_as, now=now)
    response = HttpResponse(WRITERS[f".{told_as}"](everything), content_type=_TYPES[told_as])
    name = slugify(f"{customer.last_name} {customer.first_name}") or str(customer_id)
    response["Content-Disposition"] = f'attachment; filename="{name}-{now:%Y-%m-%d}.{told_as}"'
    return response


_TYPES = {"pdf": "application/pdf", "json": "application/json", "zip": "application/zip"}


@permission(EDIT_PRIVACY)
@require_POST
def stance(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Restrict all use, or use for offers, or lift it."""
    kind = request.POST.get("kind", "")
    if kind not in Stance.Kind.values:
        raise Http404
    network_only(request)
    with not_found_as_404():
        change_stance(
            customer_id,
            kind,
            takes=request.POST.get("holds") == "yes",
            scope=request_scope(request),
            now=timezone.now(),
        )
    messages.success(request, gettext("It is noted, and holds from now on."))
    return redirect("customer-rights", customer_id)


class EraseForm(forms.Form):
    """What makes sure that somebody means it: the person's name, and their own password."""

    name = forms.CharField(label=_("Last name or reference of the customer"), max_length=110)
    password = forms.CharField(label=_("Your password"), widget=forms.PasswordInput(), max_length=200, strip=False)

    def __init__(self, request: DeskRequest, names: Mapping[str, str], data: Mapping[str, str] | None) -> None:
        """Take who asks, and which names are right."""
        super().__init__(data)
        self._request, self._names = request, names

    def clean_name(self) -> str:
        if fold(self.cleaned_data["name"]) not in self._names:
            raise forms.ValidationError(gettext("This is not the name in the file."))
        return ""

    def clean_password(self) -> str:
        user = self._request.user
        known = authenticate(self._request, username=user.email, password=self.cleaned_data["password"])
        if known != user:
            raise forms.ValidationError(gettext("This is not your password."))
        return ""


@permission(EDIT_PRIVACY)
def erase(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Erase a person, once somebody has said twice that they mean it."""
    network_only(request)
    if request.method == "POST" and was_erased(customer_id):
        return _end(request, Erased(0, again=True))
    with not_found_as_404():
        customer = open_customer(customer_id, request_scope(request))
    names = {fold(one): one for one in (customer.last_name, customer.reference or "", str(customer_id)) if one}
    form = EraseForm(request, names, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _end(request, erase_customer(customer_id, now=timezone.now(), user_id=request.user.pk, waits=False))
    context = {"nav": "rights", "customer": customer, "form": form, "rights": read_rights(customer_id)}
    return render(request, "desk/rights/erase.html", context)


def _end(request: DeskRequest, erased: Erased) -> HttpResponse:
    if erased.again:
        messages.info(request, gettext("This customer was already erased."))
    else:
        text = gettext("The customer is erased. Files and the lake follow within a minute.")
        messages.success(request, text)
    return redirect("customers")
