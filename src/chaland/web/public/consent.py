"""Pages behind the links of mails: confirming, choosing what one receives, unsubscribing.

The secret in the address stands for a CSRF cookie: whoever does not have it can send nothing. GET changes nothing,
as programs that check mails follow every link.
"""

from collections.abc import Callable
from itertools import groupby
from typing import TypeAlias

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from chaland.privacy.queries import purposes
from chaland.sentences.consents.words import PURPOSES
from chaland.usecases.consents.change_preferences import Choice, Preferences, change_preferences, look_at_preferences
from chaland.usecases.consents.confirm_opt_in import Answerer, confirm_opt_in, look_at_question
from chaland.usecases.consents.unsubscribe import look_at_unsubscribing, unsubscribe
from chaland.usecases.rights.ask_correction import ask_correction
from chaland.usecases.rights.ask_to_stay import Staying, look_at_staying, stay
from chaland.usecases.rights.correct_own_details import Own
from chaland.web.public.pages import neutral, public_page, speak
from chaland.web.public.signup import visitor_address
from chaland.web.public.signup_limits import Limit

ANSWERS_BY_ADDRESS = Limit(600, 60.0)
"""Far more than people, or the servers of one mail service, send; far less than guessing takes."""
ONE_CLICK = {"List-Unsubscribe": ["One-Click"]}
METHODS = ["GET", "HEAD", "POST"]
_EVERYTHING, _NEVER = "everything", "never"


@public_page
@csrf_exempt
@require_http_methods(METHODS)
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a mail asks, with a button; take in the yes."""
    if answer := refused_for_haste(request):
        return answer
    now = timezone.now()
    shown = request.POST.get("shown", "")
    if request.method == "POST":
        question = confirm_opt_in(token, shown=shown, by=_answerer(request), now=now)
    else:
        question = look_at_question(token, now=now)
    if question is None:
        return neutral(request)
    speak(request, question.language)
    return render(request, "public/confirm.html", {"question": question, "is_done": question.digest == shown})


@public_page
@csrf_exempt
@require_http_methods(METHODS)
def preferences(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a customer receives, and take in what they choose."""
    if answer := refused_for_haste(request):
        return answer
    known = look_at_preferences(token, now=timezone.now())
    if known is None:
        return neutral(request)
    language = speak(request, known.language)
    asks = request.method == "POST" and "correct" in request.POST
    is_saved = request.method == "POST" and not asks
    if asks:
        ask_correction(token, now=timezone.now())
    if is_saved:
        _save(request, token, language)
    shown = look_at_preferences(token, language=language, now=timezone.now())
    context = {"known": shown, "groups": _by_purpose(shown), "is_saved": is_saved, "asks": asks}
    return render(request, "public/preferences.html", context)


def _by_purpose(known: Preferences | None) -> list[tuple[str, list[Choice]]]:
    """Return the boxes under the name of what they are for."""
    names = {one.pk: one.name or str(PURPOSES.get(one.pk, one.pk)) for one in purposes()}
    grouped = groupby(known.choices if known else (), key=lambda one: one.item.purpose)
    return [(names.get(purpose, purpose), list(boxes)) for purpose, boxes in grouped]


@public_page
@csrf_exempt
@require_http_methods(METHODS)
def unsubscribing(request: HttpRequest, token: str) -> HttpResponse:
    """Show what a link ends, with buttons; end it. A mail program's one click is answered alike for every link.

    Source: RFC 8058.
    """
    if answer := refused_for_haste(request):
        return answer
    if request.method == "POST" and dict(request.POST.lists()) == ONE_CLICK:
        unsubscribe(token, by=_answerer(request), now=timezone.now())
        return HttpResponse(content_type="text/plain")
    known = look_at_unsubscribing(token, now=timezone.now())
    if known is None:
        return neutral(request)
    speak(request, known.language)
    asked = request.POST.get("end", "") if request.method == "POST" else ""
    if asked:
        everything = asked in (_EVERYTHING, _NEVER)
        unsubscribe(token, by=_answerer(request), now=timezone.now(), everything=everything, objects=asked == _NEVER)
    return render(request, "public/unsubscribe.html", {"known": known, "asked": asked})


@public_page
@csrf_exempt
@require_http_methods(METHODS)
def staying(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether somebody's file is kept, with a button; keep it."""
    return one_button(request, token, look=look_at_staying, act=stay, page="public/stay.html")


Looked: TypeAlias = "Callable[..., Staying | Own | None]"


def one_button(request: HttpRequest, token: str, *, look: Looked, act: Looked, page: str) -> HttpResponse:
    """Show what a link asks, with a button, and do it once pressed. look, act: tell who reads, or None."""
    if answer := refused_for_haste(request):
        return answer
    is_done = request.method == "POST"
    found = (act if is_done else look)(token, now=timezone.now())
    if found is None:
        return neutral(request)
    speak(request, found.language)
    return render(request, page, {"found": found, "is_done": is_done})


def _answerer(request: HttpRequest) -> Answerer:
    return Answerer(request.LANGUAGE_CODE or "fr", visitor_address(request), request.headers.get("User-Agent", ""))


def _save(request: HttpRequest, token: str, language: str) -> None:
    shown, ticked = request.POST.getlist("shown"), request.POST.getlist("ticked")
    by = Answerer(language, visitor_address(request), request.headers.get("User-Agent", ""))
    change_preferences(token, shown=shown, ticked=ticked, by=by, now=timezone.now())


def refused_for_haste(request: HttpRequest) -> HttpResponse | None:
    """Return the page that asks to wait, where too many answers come from one place."""
    wait = ANSWERS_BY_ADDRESS.seconds_to_wait(visitor_address(request))
    if not wait:
        return None
    answer = render(request, "public/too_many.html", status=429)
    answer.headers["Retry-After"] = str(wait)
    return answer
