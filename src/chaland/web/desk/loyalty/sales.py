"""Private sales: when, where, and who may come."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaland.accounts.rules import EDIT_LOYALTY, VIEW_LOYALTY
from chaland.kernel.errors import Refusal
from chaland.stores.models import Merchant, Store
from chaland.usecases.loyalty.edit_private_sales import NewSale, add_private_sale, private_sales, remove_private_sale
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, refuse_one_store, request_scope
from chaland.web.desk.refusals import not_found_as_404, show_refusal


def _day(label: Any) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SaleForm(forms.Form):
    """One private sale."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What customers read."))
    where = forms.ChoiceField(label=_("Where"), required=False)
    first_on = _day(_("From"))
    last_on = _day(_("To, that day included"))

    def __init__(self, **said: Any) -> None:
        super().__init__(**said)
        self.fields["where"] = forms.ChoiceField(label=_("Where"), required=False, choices=_places())

    def new(self) -> NewSale:
        """Return what was typed."""
        typed = self.cleaned_data
        kind, _colon, pk = typed["where"].partition(":")
        place = {f"{kind}_id": int(pk)} if pk else {}
        return NewSale(typed["name"], typed["first_on"], typed["last_on"], **place)


def _places() -> Sequence[tuple[str, str]]:
    merchants = list(Merchant.objects.order_by("name"))
    several = [(f"merchant:{one.pk}", one.name) for one in merchants] if len(merchants) > 1 else []
    stores = [(f"store:{one.pk}", one.name) for one in Store.objects.order_by("name")]
    return [("", gettext("Every store")), *several, *stores]


@permission(VIEW_LOYALTY)
@require_safe
def private_sales_page(request: DeskRequest) -> HttpResponse:
    """The private sales, the latest first."""
    rows, today = private_sales(request_scope(request)), today_of_network(timezone.now())
    return render(request, "desk/loyalty/sales.html", {"nav": "loyalty", "tab": "sales", "rows": rows, "today": today})


@permission(EDIT_LOYALTY)
@require_http_methods(["GET", "HEAD", "POST"])
def private_sale_new(request: DeskRequest) -> HttpResponse:
    """Write one more down."""
    refuse_one_store(request)
    form = SaleForm(data=request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            add_private_sale(form.new(), now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The private sale is written down."))
            return redirect("private-sales")
    context = {"nav": "loyalty", "form": form}
    return render(request, "desk/loyalty/sale.html", context, status=422 if form.errors else 200)


@permission(EDIT_LOYALTY)
@require_POST
def private_sale_remove(request: DeskRequest, sale_id: int) -> HttpResponse:
    """Have a private sale be told no more."""
    refuse_one_store(request)
    with not_found_as_404():
        remove_private_sale(sale_id)
    messages.success(request, gettext("The private sale is removed."))
    return redirect("private-sales")
