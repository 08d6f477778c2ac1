"""The sentences people read when something is refused, by code; the web, the API and the commands share them.

Each area of the product has its module here with `SENTENCES`, from a Refusal's code to a translatable sentence whose
%(name)s placeholders are the Refusal's params. Stands on the kernel and Django's translations only.
"""

import importlib
import pkgutil
from datetime import date, datetime
from functools import cache

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext

from chaland.kernel.dates import format_day
from chaland.kernel.errors import Refusal
from chaland.kernel.money import format_euros
from chaland.kernel.numbers import format_number
from chaland.kernel.quantity import format_milli
from chaland.kernel.text import strip_invisible
from chaland.sentences.duplicates import reasons_told

_LONGEST_SHOWN = 60


def sentence(refusal: Refusal) -> str:
    """Return what to tell the person, in the language now active; a general sentence for an unknown code.

    Params are written the reader's way: whole numbers with their thousands apart, days and moments, `…_cents` in
    euros, `…_milli` as quantities; long texts are cut.
    """
    language = get_language() or "fr"
    template = str(sentences().get(refusal.code) or gettext("This cannot be done (%(code)s)."))
    shown = {name: _shown(name, value, language) for name, value in refusal.params.items()}
    return template % _Params({**shown, "code": refusal.code})


class _Params(dict[str, str]):
    """Params of one sentence; one that is missing leaves a gap rather than an error page."""

    def __missing__(self, key: str) -> str:
        return "…"


@cache
def sentences() -> dict[str, Promise]:
    """Return every sentence by its code."""
    return {code: text for area in areas().values() for code, text in area.items()}


def areas() -> dict[str, dict[str, Promise]]:
    """Return the sentences of each area, by the name of its module here."""
    names = [module.name for module in pkgutil.iter_modules(__path__)]
    return {name: importlib.import_module(f"{__name__}.{name}").SENTENCES for name in names}


def _shown(name: str, value: object, language: str) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return _number(name, value, language)
    if isinstance(value, datetime):
        return f"{format_day(timezone.localtime(value), language)} {timezone.localtime(value):%H:%M}"
    if isinstance(value, date):
        return format_day(value, language)
    if name == "reasons":
        return reasons_told(str(value))
    # Half a character (a lone surrogate) in what was typed must not break the answer that tells of it.
    text = strip_invisible(str(value).encode(errors="replace").decode())
    return text if len(text) <= _LONGEST_SHOWN else f"{text[:_LONGEST_SHOWN]}…"


def _number(name: str, value: int, language: str) -> str:
    if name.endswith("_cents"):
        return format_euros(value, language)
    if name.endswith("_milli"):
        return format_milli(value, language)
    # A year or the place of a row is no count: 2 026 would look odd.
    return str(value) if name in ("year", "row") else format_number(value, language)
