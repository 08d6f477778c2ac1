"""Settings of the till screens: which browsers are tills, the PINs of sellers, how each store's screen works."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from chaland.accounts import devices as tills
from chaland.accounts.models import SellerPin
from chaland.accounts.rules import EDIT_SETTINGS
from chaland.kernel.errors import Refusal
from chaland.kernel.money import parse_cents
from chaland.sales.queries.gaps import gaps_of_tills
from chaland.sentences import sentence
from chaland.signups.models import SignupForm
from chaland.stores import queries
from chaland.stores.models import Seller, Store, Till, TillScreen
from chaland.stores.services import write_till_screen
from chaland.web.common.access import DeskRequest, permission
from chaland.web.common.language import keep_language
from chaland.web.desk.settings_choices import TillChoice
from chaland.web.desk.settings_pages import check_open, one_of, page_of, show, store_limit
from chaland.web.till.guard import give_cookie

SECTION = "till-screens"


class EnrolForm(forms.Form):
    """Which till this browser becomes."""

    till = TillChoice(label=_("Till"), queryset=Till.objects.none(), empty_label=None)
    name = forms.CharField(
        label=_("Name of this screen"),
        max_length=100,
        required=False,
        help_text=_("For instance “Tablet by the door”."),
    )
    stay = forms.BooleanField(
        label=_("Stay signed in on this browser"),
        required=False,
        help_text=_("Leave it empty on a shared till: sellers would have your rights."),
    )

    def __init__(self, *args: Any, tills: QuerySet[Till], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        till = self.fields["till"]
        if isinstance(till, forms.ModelChoiceField):
            till.queryset = tills


@permission(EDIT_SETTINGS)
@require_safe
def devices(request: DeskRequest) -> HttpResponse:
    return _page(request, EnrolForm(tills=queries.tills(store_limit(request))))


def _page(request: DeskRequest, form: EnrolForm) -> HttpResponse:
    limit = store_limit(request)
    pins = SellerPin.objects.filter(seller=OuterRef("pk"))
    sellers = queries.sellers(limit).filter(is_active=True).annotate(has_pin=Exists(pins))
    screens = {one.store_id: one for one in TillScreen.objects.all()}
    stores = queries.stores(limit).filter(is_open=True)
    context = {
        "form": form,
        "devices": tills.devices(limit)[:50],
        "sellers": page_of(request, sellers),
        "screens": [(store, screens.get(store.pk) or TillScreen(store=store)) for store in stores[:50]],
        "modes": TillScreen.Mode.choices,
        "forms": _forms(limit),
    }
    return show(request, SECTION, "till_screens", context, 422 if form.is_bound else 200)


def _forms(store_id: int | None) -> QuerySet[SignupForm]:
    found = SignupForm.objects.filter(is_open=True, kind__in=["page", "contest"]).order_by("name")
    return found if store_id is None else found.filter(Q(store=None) | Q(store=store_id))


@permission(EDIT_SETTINGS)
@require_POST
def device_enrol(request: DeskRequest) -> HttpResponse:
    """Make this browser the screen of a till, in the language of who does, and leave it as somebody who signs in."""
    check_open(request, SECTION)
    form = EnrolForm(request.POST, tills=queries.tills(store_limit(request)))
    if not form.is_valid():
        return _page(request, form)
    asked = form.cleaned_data
    secret = tills.enrol(till=asked["till"], name=asked["name"], user=request.user, now=timezone.now())
    if not asked["stay"]:
        logout(request)
    answer = redirect("till")
    give_cookie(answer, secret)
    keep_language(answer, get_language())
    return answer


@permission(EDIT_SETTINGS)
@require_POST
def device_revoke(request: DeskRequest, pk: int) -> HttpResponse:
    check_open(request, SECTION)
    device = one_of(tills.devices(store_limit(request)), pk)
    if device:
        tills.revoke(device.pk, now=timezone.now())
        messages.success(request, gettext("“%(name)s” is no till any more.") % {"name": device.name})
    return redirect("settings-till-screens")


@permission(EDIT_SETTINGS)
@require_POST
def seller_pin(request: DeskRequest, pk: int) -> HttpResponse:
    """Give a seller a PIN."""
    check_open(request, SECTION)
    seller = one_of(Seller.objects.filter(pk__in=queries.sellers(store_limit(request)).values("pk")), pk)
    if seller:
        try:
            tills.set_pin(seller, pin=request.POST.get("pin", "")[:20])
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, gettext("The PIN of %(name)s is set.") % {"name": seller.name})
    return redirect("settings-till-screens")


def _offline_cents(request: DeskRequest, store: Store) -> int:
    typed = request.POST.get("offline")
    return queries.screen_of(store.pk).offline_cents if typed is None else parse_cents(typed)


@permission(EDIT_SETTINGS)
@require_POST
def till_screen(request: DeskRequest, store_id: int) -> HttpResponse:
    """Say how the screen of a store works."""
    check_open(request, SECTION)
    limit = store_limit(request)
    store = one_of(Store.objects.filter(pk__in=queries.stores(limit).values("pk")), store_id)
    code = request.POST.get("form_code", "")
    known = code if _forms(limit).filter(code=code).exists() else ""
    if store:
        try:
            cents = _offline_cents(request, store)
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
        else:
            write_till_screen(store, mode=request.POST.get("mode", ""), form_code=known, offline_cents=cents)
            messages.success(request, gettext("The till screen of %(name)s is set.") % {"name": store.name})
    return redirect("settings-till-screens")


@permission(EDIT_SETTINGS)
@require_safe
def receipt_gaps(request: DeskRequest) -> HttpResponse:
    """Say which receipts of the last days are missing, by the numbers that the tills print."""
    gaps = gaps_of_tills(store_limit(request), today=timezone.localdate())
    return show(request, "receipts", "receipt_gaps", {"tills": gaps})
