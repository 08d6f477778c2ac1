"""What is said of a note that tells too much."""

from collections.abc import Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

ABOUT: Mapping[str, Promise] = {
    "health": _("health"),
    "religion": _("religion"),
    "opinion": _("opinions"),
    "origin": _("origin"),
    "intimacy": _("private life"),
    "insult": _("a judgement on the person"),
    "secret": _("a secret number"),
}


def note_warning(about: Sequence[str]) -> str:
    """Return what whoever wrote the note is told."""
    text = gettext("This note seems to tell of: {about}. The customer may read it: keep only what serves them.")
    return text.format(about=", ".join(str(ABOUT[one]) for one in about))
