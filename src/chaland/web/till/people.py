"""Who is at the till: sellers take it over by their PIN, and leave it."""

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from chaland.accounts import devices
from chaland.kernel.errors import Forbidden, Refusal
from chaland.sentences import sentence
from chaland.stores.models import Seller
from chaland.web.till.guard import TillRequest, enrolled

_LONGEST_ID = 18


@enrolled("POST")
def sellers(request: TillRequest) -> HttpResponse:
    """Who may take the till over, and who is at it."""
    found = [_told(one) for one in devices.sellers_of(request.device)]
    seller = devices.seller_at(request.device, now=timezone.now())
    return JsonResponse({"sellers": found, "seller": seller and _told(seller)})


@enrolled("POST")
def unlock(request: TillRequest) -> HttpResponse:
    """Let a seller take the till over."""
    chosen = request.POST.get("seller", "")
    seller_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) <= _LONGEST_ID else 0
    try:
        seller = devices.unlock(
            request.device, seller_id=seller_id, pin=request.POST.get("pin", ""), now=timezone.now()
        )
    except Refusal as refusal:
        return JsonResponse({"said": sentence(refusal)}, status=429 if isinstance(refusal, Forbidden) else 422)
    return JsonResponse({"seller": _told(seller)})


@enrolled("POST")
def lock(request: TillRequest) -> HttpResponse:
    """Leave the till."""
    devices.lock(request.device)
    return JsonResponse({})


def _told(seller: Seller) -> dict[str, object]:
    return {"id": seller.pk, "code": seller.code, "name": seller.name}
