"""Cards that the shop prints, and the card of a customer on their telephone."""

from base64 import b64encode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from chaland.accounts.rules import EDIT_CUSTOMERS, EDIT_LOYALTY, VIEW_CUSTOMERS
from chaland.customers.card_links import card_token
from chaland.customers.models import Card
from chaland.kernel.errors import Refusal
from chaland.messages.links import address_of
from chaland.stores.queries import the_network
from chaland.usecases.loyalty.print_cards import MOST_CARDS, PREFIXES, draw_card, print_cards
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.collection.qr import qr_svg
from chaland.web.desk.customer_contacts import opened
from chaland.web.desk.refusals import not_found_as_404, show_refusal


class CardsForm(forms.Form):
    """How many cards, and how their numbers begin."""

    count = forms.IntegerField(
        label=_("How many cards"), min_value=1, max_value=MOST_CARDS, initial=50, help_text=_("Ten on each A4 sheet.")
    )
    begins_with = forms.ChoiceField(
        label=_("Their numbers begin with"),
        choices=[(prefix, prefix) for prefix in PREFIXES],
        help_text=_("29 unless your scales or another programme use it: 20 to 29 are for a shop’s own use."),
    )


@permission(EDIT_LOYALTY)
@require_http_methods(["GET", "HEAD", "POST"])
def cards(request: DeskRequest) -> HttpResponse:
    """Ask how many, then send the sheets to print."""
    network = the_network()
    form = CardsForm(data=request.POST or None, initial={"begins_with": network.card_prefix})
    if request.method == "POST" and form.is_valid():
        try:
            typed = form.cleaned_data
            numbers = print_cards(typed["count"], prefix=typed["begins_with"], now=timezone.now())
        except Refusal as refusal:
            show_refusal(form, refusal, {"prefix": "begins_with"})
        else:
            return _sheets(network.name, numbers)
    context = {"nav": "vouchers", "form": form}
    return render(request, "desk/vouchers/cards.html", context, status=422 if form.errors else 200)


def _sheets(shop: str, numbers: list[str]) -> HttpResponse:
    from chaland.sentences.cards.sheet import cards_pdf

    name = f"{gettext('cards')}_{today_of_network(timezone.now()).isoformat()}.pdf"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(cards_pdf(shop, numbers), content_type="application/pdf", headers=headers)


@permission(EDIT_CUSTOMERS)
@require_POST
def card_draw(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Give the customer a card with a new number, for their telephone."""
    with not_found_as_404():
        draw_card(customer_id, scope=request_scope(request), now=timezone.now())
    messages.success(request, gettext("The card is made. Show it on their telephone."))
    return redirect("customer-card", customer_id)


@permission(VIEW_CUSTOMERS)
@require_safe
def customer_card(request: DeskRequest, customer_id: int) -> HttpResponse:
    """A QR code that the customer scans to have their card on their telephone."""
    customer = opened(request, customer_id)
    active = Card.objects.filter(customer=customer_id, status=Card.Status.ACTIVE).order_by("-pk")
    if number := request.GET.get("number", ""):
        active = active.filter(number=number)
    if (card := active.first()) is None:
        raise Http404
    address = address_of("public-card", card_token(card))
    picture = f"data:image/svg+xml;base64,{b64encode(qr_svg(address)).decode()}"
    context = {"nav": "customers", "customer": customer, "card": card, "address": address, "picture": picture}
    return render(request, "desk/customer/card.html", context)
