"""What happens around every request: its language, and how long a session may last."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeAlias

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.translation import gettext

from chaland.accounts.rules import session_is_over

Handler: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

SIGNED_IN_AT = "signed_in_at"
SEEN_AT = "seen_at"
# The session is written once a minute at most, not at every request.
SEEN_EVERY = timedelta(minutes=1)


def language(get_response: Handler) -> Handler:
    """Speak the language of the user, else of the cookie, else French; programs get what they ask for."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        chosen = chosen_language(request)
        translation.activate(chosen)
        # The zone of the network is chosen once somebody is signed in; the thread may remember another request's.
        timezone.deactivate()
        request.LANGUAGE_CODE = chosen
        response = get_response(request)
        response.headers.setdefault("Content-Language", chosen)
        return response

    return middleware


def chosen_language(request: HttpRequest) -> str:
    """Return the language code to answer in. A browser that is signed in reads the API's pages like the others."""
    if request.path.startswith("/api/") and settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return translation.get_language_from_request(request)
    asked = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    if request.user.is_authenticated:
        asked = request.user.language
    return asked if asked in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def session_limits(get_response: Handler) -> Handler:
    """Sign out whoever was idle too long, or signed in too long ago."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path.startswith("/api/"):
            return get_response(request)
        if request.user.is_authenticated:
            _limit(request, timezone.now())
        response = get_response(request)
        if request.user.is_authenticated:
            _mark(request, timezone.now())
        return response

    return middleware


def _limit(request: HttpRequest, now: datetime) -> None:
    signed_in_at, seen_at = _moment(request, SIGNED_IN_AT), _moment(request, SEEN_AT)
    idle = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
    age = timedelta(seconds=settings.SESSION_COOKIE_AGE)
    if session_is_over(signed_in_at=signed_in_at or now, seen_at=seen_at or now, now=now, idle=idle, age=age):
        logout(request)
        messages.info(request, gettext("You were signed out after a while. Sign in again to go on."))


def _mark(request: HttpRequest, now: datetime) -> None:
    seen_at = _moment(request, SEEN_AT)
    if SIGNED_IN_AT not in request.session:
        request.session[SIGNED_IN_AT] = now.isoformat()
    if seen_at is None or now - seen_at >= SEEN_EVERY:
        request.session[SEEN_AT] = now.isoformat()


def _moment(request: HttpRequest, key: str) -> datetime | None:
    text = request.session.get(key)
    return datetime.fromisoformat(text) if text else None
