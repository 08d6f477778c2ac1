"""What happens around a call that bears a token: nothing of what only screens need."""

from collections.abc import Callable
from functools import lru_cache
from typing import TypeAlias

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch, resolve
from django.utils import timezone, translation

Handler: TypeAlias = Callable[[HttpRequest], HttpResponseBase]

ADDRESSES = "/api/v1/"
NEWS = "/p/events/"
SCHEME = "Bearer "
_HEADERS = {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'", "X-Frame-Options": "DENY"}


def signed_calls(get_response: Handler) -> Handler:
    """Answer calls that bear a token, and news of providers, here; the others go on to what a browser needs.

    A till waits for its answer, and sessions, forms and the rest take a fifth of its time.
    """

    def middleware(request: HttpRequest) -> HttpResponseBase:
        return _answered(request) if _bears_token(request) or _tells_news(request) else get_response(request)

    return middleware


def _bears_token(request: HttpRequest) -> bool:
    header: str = request.META.get("HTTP_AUTHORIZATION", "")
    return header.startswith(SCHEME) and request.path_info.startswith(ADDRESSES)


def _tells_news(request: HttpRequest) -> bool:
    """Tell whether a provider tells what became of messages, thousands of times: its address is its token."""
    return request.path_info.startswith(NEWS)


@lru_cache(maxsize=256)
def _resolved(path: str) -> ResolverMatch:
    """Return what answers at an address: tills and providers use the same few all day."""
    return resolve(path)


def _answered(request: HttpRequest) -> HttpResponseBase:
    request.get_host()  # raises for a host that is not ours
    language = translation.get_language_from_request(request)
    translation.activate(language)
    # The thread may remember the zone of another request.
    timezone.deactivate()
    request.LANGUAGE_CODE = language
    request.user = AnonymousUser()
    request.resolver_match = found = _resolved(request.path_info)
    response: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
    for name, value in {**_HEADERS, "Content-Language": language}.items():
        response.headers.setdefault(name, value)
    if isinstance(response, HttpResponse):
        response.headers["Content-Length"] = str(len(response.content))
    return response
