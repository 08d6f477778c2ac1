"""A form in a window that opens on another web site: one script, and the one page that others may frame."""

from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from chaland.kernel.errors import NotFound
from chaland.signups.models import SignupForm
from chaland.usecases.collection.show_form import ShownForm, show_form
from chaland.web.public.pages import public_page
from chaland.web.public.signup import answer_form, thank

SCRIPT = Path(__file__).with_name("popup.js")
CLOSED = "// This form is closed.\n"


@public_page
@require_safe
def script(request: HttpRequest, form_code: str) -> HttpResponse:
    """Give the script that opens the window; of a form that is not open it does nothing."""
    shown = _shown(request, form_code)
    is_open = shown is not None and shown.is_taking and shown.form.kind == SignupForm.Kind.POPUP
    return HttpResponse(_script() if is_open else CLOSED, content_type="text/javascript; charset=utf-8")


@cache
def _script() -> str:
    return SCRIPT.read_text(encoding="utf-8")


@public_page
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def frame(request: HttpRequest, form_code: str) -> HttpResponse:
    """Show the form inside the window. Only the sites of the form may frame it."""
    answer = answer_form(request, form_code, template="public/signup_popup.html", done="public-popup-thanks")
    return _framed(request, form_code, answer)


@public_page
@require_safe
def thanks(request: HttpRequest, form_code: str) -> HttpResponse:
    """Say inside the window that it arrived."""
    return _framed(request, form_code, thank(request, form_code, "public/signup_popup_thanks.html"))


def _framed(request: HttpRequest, code: str, answer: HttpResponse) -> HttpResponse:
    """Let the sites of the form frame the answer, and nobody where the form is no window."""
    shown = _shown(request, code)
    if shown and shown.form.kind == SignupForm.Kind.POPUP:
        # Read by django-csp and by Django's middleware of frames.
        answer._csp_replace = {"frame-ancestors": ["'self'", *shown.form.sites]}  # type: ignore[attr-defined]  # noqa: SLF001
        answer.xframe_options_exempt = True
    return answer


def _shown(request: HttpRequest, code: str) -> ShownForm | None:
    try:
        return show_form(code, request.LANGUAGE_CODE or "fr", now=timezone.now())
    except NotFound:
        return None
