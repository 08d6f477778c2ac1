"""Merchants join the clearing of a street, change their account, and leave."""

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from chaland.accounts.rules import EDIT_LOYALTY
from chaland.kernel.errors import Refusal
from chaland.kernel.iban import spaced_iban
from chaland.loyalty.models import StreetMember
from chaland.sentences import sentence
from chaland.stores.models import Merchant
from chaland.usecases.loyalty.clear_points import change_account, join_street, leave_street, members
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, refuse_one_store, request_scope
from chaland.web.desk.refusals import not_found_as_404, show_refusal
from chaland.web.desk.settings_choices import MerchantChoice

methods = require_http_methods(["GET", "HEAD", "POST"])


class AccountForm(forms.Form):
    iban = forms.CharField(
        label=_("IBAN"),
        max_length=42,
        required=False,
        help_text=_("The account it pays from and is paid to. It may follow later."),
    )


def outside() -> QuerySet[Merchant]:
    """Return the merchants that clear no points now, those that left among them."""
    return Merchant.objects.exclude(pk__in=StreetMember.objects.filter(left_on=None).values("merchant"))


class JoinForm(AccountForm):
    merchant = MerchantChoice(label=_("Merchant"), queryset=outside().order_by("name"), empty_label=None)
    joined_on = forms.DateField(
        label=_("Clears points from"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Points given or used before that day are not cleared."),
    )
    field_order = ("merchant", "joined_on", "iban")


@permission(EDIT_LOYALTY)
@methods
def join(request: DeskRequest) -> HttpResponse:
    """Have a merchant clear its points with the others."""
    refuse_one_store(request)
    first = today_of_network(timezone.now()).replace(day=1)
    form = JoinForm(request.POST if request.method == "POST" else None, initial={"joined_on": first})
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
        try:
            join_street(asked["merchant"].pk, iban=asked["iban"], on=asked["joined_on"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The merchant clears its points with the others."))
            return redirect("clearing")
    return _page(request, form, None)


@permission(EDIT_LOYALTY)
@methods
def member(request: DeskRequest, merchant_id: int) -> HttpResponse:
    """Change the account of a merchant."""
    row = _seen(request, merchant_id)
    form = AccountForm(request.POST if request.method == "POST" else None, initial={"iban": spaced_iban(row.iban)})
    if form.is_bound and form.is_valid():
        try:
            change_account(merchant_id, iban=form.cleaned_data["iban"])
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The account is saved."))
            return redirect("clearing")
    return _page(request, form, row)


@permission(EDIT_LOYALTY)
@require_POST
def leave(request: DeskRequest, merchant_id: int) -> HttpResponse:
    """Have a merchant leave today; what is due is settled at once."""
    _seen(request, merchant_id)
    try:
        leave_street(merchant_id, user_id=request.user.pk, now=timezone.now())
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The merchant has left. What was due up to today is settled."))
    return redirect("clearing")


def _seen(request: DeskRequest, merchant_id: int) -> StreetMember:
    refuse_one_store(request)
    with not_found_as_404():
        return members(request_scope(request), only=merchant_id)[0]


def _page(request: DeskRequest, form: forms.Form, row: StreetMember | None) -> HttpResponse:
    context = {"nav": "loyalty", "form": form, "member": row, "may_choose": row or outside().exists()}
    return render(request, "desk/clearing/member.html", context, status=422 if form.errors else 200)
