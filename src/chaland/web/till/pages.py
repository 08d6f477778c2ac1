"""The pages of the till: the screen itself, the welcome desk, the customer's own screen, and what the browser keeps."""

from base64 import b64encode
from functools import cache
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from chaland.signups.models import SignupForm
from chaland.stores.models import Store
from chaland.stores.queries import screen_of
from chaland.web.common.access import network_of, public
from chaland.web.desk.collection.qr import qr_svg
from chaland.web.public.signup import BESIDE
from chaland.web.till.guard import COOKIE, TillRequest, enrolled, give_cookie

WORKER = Path(__file__).with_name("worker.js")
SHELL = "X-Chaland-Till"
"""Says that an answer is the screen itself, which the browser may keep, and not a page to sign in."""
_SHOWS = ("GET", "HEAD")
Kept = TypeVar("Kept", bound=HttpResponse)


@enrolled(*_SHOWS)
def till(request: TillRequest) -> HttpResponse:
    """The screen, the same whoever is at it: nothing personal is in it."""
    return _screen(request, "till")


@enrolled(*_SHOWS)
def welcome(request: TillRequest) -> HttpResponse:
    """The welcome desk: the whole form, and the cards that still have no file."""
    return _screen(request, "welcome")


def _screen(request: TillRequest, place: str) -> HttpResponse:
    context = {"device": request.device, "store": request.device.till.store, "place": place,
               "mode": screen_of(request.device.till.store_id).mode}  # fmt: skip
    answer = render(request, "till/till.html", context)
    answer.headers[SHELL] = "screen"
    give_cookie(answer, request.COOKIES[COOKIE])
    return answer


@enrolled(*_SHOWS)
def display(request: TillRequest) -> HttpResponse:
    """What the customer sees on a screen of their own: a word of welcome, or how to enrol themselves."""
    address = _form_address(request.device.till.store)
    picture = f"data:image/svg+xml;base64,{b64encode(qr_svg(address)).decode()}" if address else ""
    context = {"network": network_of(request), "store": request.device.till.store, "picture": picture}
    return render(request, "till/display.html", context)


def _form_address(store: Store) -> str:
    """Return where a customer enrols, so that this till knows them from then on; empty without an open form."""
    code = screen_of(store.pk).form_code
    is_open = code and SignupForm.objects.filter(code=code, is_open=True).exists()
    beside = urlencode({BESIDE: store.code})
    return f"{settings.PUBLIC_URL}{reverse('public-form', args=[code])}?{beside}" if is_open else ""


@public
@require_safe
def worker(request: HttpRequest) -> HttpResponse:
    """Give the script by which the screen opens without a network."""
    return _plain(HttpResponse(_worker(), content_type="text/javascript; charset=utf-8"))


@cache
def _worker() -> str:
    return WORKER.read_text(encoding="utf-8")


@public
@require_safe
def manifest(request: HttpRequest) -> JsonResponse:
    """Tell the browser how to install the screen."""
    icon = {"src": f"{settings.STATIC_URL}common/icon.svg", "sizes": "any", "type": "image/svg+xml"}
    address = reverse("till")
    told = {
        "name": gettext("Till"),
        "start_url": address,
        "scope": address,
        "display": "standalone",
        "background_color": "#f8f4ec",
        "theme_color": "#0d3a2f",
        "icons": [icon],
    }
    return _plain(JsonResponse(told, content_type="application/manifest+json"))


def _plain(answer: Kept) -> Kept:
    answer.headers["Cache-Control"] = "no-store"
    return answer
