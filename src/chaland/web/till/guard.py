"""Who may use the till screen: a browser that a manager enrolled, and for anything personal a seller at it."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotAllowed, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from chaland.accounts import devices
from chaland.accounts.models import Device, User
from chaland.accounts.rules import EDIT_SETTINGS, USE_TILL, Scope, may
from chaland.stores.models import Seller
from chaland.web.common.access import View, ask_to_sign_in
from chaland.web.public.signup import comes_from_here

COOKIE = "__Host-chaland-till" if settings.HTTPS else "chaland-till"
COOKIE_LASTS = 400 * 24 * 3600
"""Seconds; browsers keep no cookie longer. Renewed whenever the screen is opened."""
LOCKED = 423
UNKNOWN = 401


class TillRequest(HttpRequest):
    """A request of an enrolled browser. seller: who is at it; set behind `at_till` alone."""

    device: Device
    seller: Seller


def scope_of(device: Device) -> Scope:
    """Return what a till sees: its store."""
    return Scope(device.till.store_id)


def enrolled(*methods: str) -> Callable[[View], View]:
    """Let only enrolled browsers open a view, by these methods; whether a seller is at them or not.

    Another browser is asked to sign in, or told how it is enrolled. What is sent must come from a page of ours, which
    stands for the CSRF token: a page kept for a cut has none that is fresh.
    """

    def guard(view: View) -> View:
        @csrf_exempt
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            device = devices.device_of(request.COOKIES.get(COOKIE, ""))
            if device is None:
                answer = _not_enrolled(request, methods)
            elif request.method not in methods:
                answer = HttpResponseNotAllowed(methods)
            elif request.method == "POST" and not comes_from_here(request):
                answer = JsonResponse({}, status=403)
            else:
                timezone.activate(device.till.store.time_zone)
                request.device = device  # type: ignore[attr-defined]
                answer = view(request, *args, **kwargs)
            answer.headers["Cache-Control"] = "no-store"
            return answer

        guarded.permission = USE_TILL  # type: ignore[attr-defined]
        return guarded

    return guard


def at_till(view: View) -> View:
    """Let only a seller who is at an enrolled till send something; a locked one answers 423."""

    @enrolled("POST")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        device: Device = request.device  # type: ignore[attr-defined]
        now = timezone.now()
        seller = devices.seller_at(device, now=now)
        if seller is None:
            return JsonResponse({}, status=LOCKED)
        devices.seen(device, now=now)
        request.seller = seller  # type: ignore[attr-defined]
        return view(request, *args, **kwargs)

    return guarded


def _not_enrolled(request: HttpRequest, methods: tuple[str, ...]) -> HttpResponseBase:
    user = request.user
    if not isinstance(user, User):
        if request.method in ("GET", "HEAD"):
            return ask_to_sign_in(request)
        # With the address to sign in at, but no redirection: a script would follow it.
        return HttpResponse(status=UNKNOWN, headers={"Location": f"{reverse('login')}?next={reverse('till')}"})
    if not may(user.role, USE_TILL):
        raise PermissionDenied
    if request.method not in methods:
        return HttpResponseNotAllowed(methods)
    if request.method == "POST":
        return HttpResponse(status=UNKNOWN)
    return render(request, "till/not_enrolled.html", {"may_enrol": may(user.role, EDIT_SETTINGS), "nav": "till"})


def give_cookie(response: HttpResponseBase, secret: str) -> None:
    """Have the browser remember which till it is; no script reads it."""
    response.set_cookie(COOKIE, secret, max_age=COOKIE_LASTS, secure=settings.HTTPS, httponly=True, samesite="Lax")
