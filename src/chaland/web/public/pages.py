"""What every public page shares: nobody signs in, nothing is kept, and it speaks the reader's language."""

from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone, translation

from chaland.web.common.access import PUBLIC, View, network_of

LANGUAGE = "lang"


def public_page(view: View) -> View:
    """Open a view to everybody. No cookie is set for it, and neither browser nor proxy keeps what it answers.

    It speaks the language of the address's `lang`, else the browser's. Search engines are asked to leave it out.
    """

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        speak(request, translation.get_language_from_request(request))
        timezone.activate(network_of(request).time_zone)
        response = view(request, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Content-Language"] = request.LANGUAGE_CODE
        return response

    opened.permission = PUBLIC  # type: ignore[attr-defined]
    return opened


def speak(request: HttpRequest, preferred: str) -> str:
    """Answer in the language that the reader chose on the page, else in the preferred one; returns it."""
    chosen = request.GET.get(LANGUAGE, "")
    known = dict(settings.LANGUAGES)
    language = chosen if chosen in known else preferred if preferred in known else settings.LANGUAGE_CODE
    translation.activate(language)
    request.LANGUAGE_CODE = language
    return language


def neutral(request: HttpRequest) -> HttpResponse:
    """Answer any link that is unknown, spent, out of date or cut short: the same page and the same status for all."""
    return render(request, "public/neutral.html", status=404)
