"""Where providers tell what became of mails and text messages; see `usecases.campaigns.news_addresses`."""

import json
import logging
from collections.abc import Mapping

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chaland.campaigns.ports import NewsNotSigned, news_reader
from chaland.campaigns.rules.news import News
from chaland.campaigns.rules.text_news import Answer, read
from chaland.kernel.errors import Refusal
from chaland.usecases.campaigns.news_addresses import TEXTS, is_key
from chaland.usecases.campaigns.take_news import DESK
from chaland.usecases.consents.stop_by_sms import stop_by_sms
from chaland.web.common.access import public

MOST_BYTES = 2 * 1024 * 1024
log = logging.getLogger(__name__)


@public
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def news(request: HttpRequest, provider: str, key: str) -> HttpResponse:
    """Take in what a provider tells; it is committed when this answers. GET and HEAD tell that the address is right.

    400 where it cannot be read or is not signed; 503 where it could not be written down: to be told again.
    """
    if not is_key(provider, key):
        raise Http404
    if request.method != "POST":
        return HttpResponse(content_type="text/plain")
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        return HttpResponse(status=413)
    try:
        _take(request, provider)
    except LookupError:
        raise Http404 from None
    except (NewsNotSigned, ValueError):
        log.warning("news of %s could not be read", provider)
        return HttpResponse(status=400)
    except DatabaseError:
        log.warning("news wait for the database", exc_info=True)
        return HttpResponse(status=503)
    return HttpResponse(content_type="text/plain")


def _take(request: HttpRequest, provider: str) -> None:
    told = _texts(request) if provider == TEXTS else news_reader()(provider, request)
    if told:
        channel = TEXTS if provider == TEXTS else "email"
        DESK.take(told, channel=channel, teller=provider, clock=timezone.now)


def _texts(request: HttpRequest) -> list[News]:
    """Take in the answers that people sent, and return what became of texts."""
    news: list[News] = []
    for one in _told(request):
        said = read(one, now=timezone.now())
        if isinstance(said, News):
            news.append(said)
        elif said:
            _stop(said)
    return news


def _stop(said: Answer) -> None:
    try:
        stop_by_sms(said.number, said.text, reference=said.reference, now=timezone.now())
    except Refusal:
        log.warning("an answer came from what is no number")


def _told(request: HttpRequest) -> list[Mapping[str, object]]:
    if request.content_type != "application/json":
        return [request.POST.dict()]
    told = json.loads(request.body)
    every = told if isinstance(told, list) else [told]
    if not all(isinstance(one, dict) for one in every):
        raise ValueError("news")
    return every
