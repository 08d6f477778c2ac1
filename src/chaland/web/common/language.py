"""The language of a browser that nobody is signed in at."""

from django.conf import settings
from django.http import HttpResponse

KEPT_SECONDS = 365 * 24 * 3600


def keep_language(answer: HttpResponse, language: str) -> None:
    """Have this browser read a language from now on."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=KEPT_SECONDS,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )
