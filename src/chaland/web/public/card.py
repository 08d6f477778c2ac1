"""The customer's card on their telephone: what the till scans. Who they are is not told."""

from base64 import b64encode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from chaland.customers.card_links import card_of
from chaland.kernel.barcode import is_ean13
from chaland.loyalty.private_sales import sales_of
from chaland.loyalty.standing import standings_of
from chaland.loyalty.wallet import usable
from chaland.sentences.loyalty.advantages import advantages, sales_told
from chaland.sentences.vouchers.words import gives
from chaland.web.desk.collection.qr import qr_svg
from chaland.web.public.pages import neutral, public_page
from chaland.web.public.signup import visitor_address
from chaland.web.public.signup_limits import Limit

OPENED_BY_ADDRESS = Limit(120, 60.0)


@public_page
@require_safe
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Show the bars, the QR code, the number and the vouchers to use; the neutral page for any other link."""
    if wait := OPENED_BY_ADDRESS.seconds_to_wait(visitor_address(request)):
        answer = render(request, "public/too_many.html", status=429)
        answer.headers["Retry-After"] = str(wait)
        return answer
    known = card_of(token)
    if known is None:
        return neutral(request)
    now = timezone.now()
    held = usable(known.customer_id, store_id=None, now=now)
    context = {
        "number": known.number,
        "bars": _bars(known.number),
        "square": _picture(qr_svg(known.number)),
        "tiers": [
            (one.tier, advantages(one.tier))
            for one in standings_of(known.customer_id, now=now)
            if one.tier and one.tier.name
        ],
        "sales": sales_told(sales_of(known.customer_id, now=now)),
        "vouchers": [(one, gives(one.terms)) for one in held],
    }
    return render(request, "public/card.html", context)


def _bars(number: str) -> str:
    from chaland.sentences.cards.sheet import ean13_svg

    return _picture(ean13_svg(number)) if is_ean13(number) else ""


def _picture(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
