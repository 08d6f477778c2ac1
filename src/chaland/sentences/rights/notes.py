"""What is said of notes that tell too much, to who wrote one and to the data-protection officer."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from chaland.messages.letters import Button, Part, Written, write
from chaland.stores.queries import the_network
from chaland.usecases.rights.watch_notes import NewNotes

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


def letter(new: NewNotes) -> tuple[str, Written]:
    """Return the subject and the mail of a week, in the language now active. It names nobody and quotes nothing."""
    title = gettext("Notes to look through: {shop}").format(shop=the_network().name)
    parts: list[Part] = [
        _counted(new),
        [gettext("{name}: {amount}").format(name=ABOUT[one], amount=count) for one, count in new.about.items()],
        gettext("A list of words found them: it warns, and does not judge."),
        Button(gettext("Look through the notes"), f"{settings.PUBLIC_URL}{reverse('notes')}"),
        gettext("This mail leaves once a week, when there is something new."),
    ]
    return title, write(title, parts, language=get_language() or "fr")


def _counted(new: NewNotes) -> str:
    notes = ngettext(
        "{count} note seems to tell more than a customer file may hold.",
        "{count} notes seem to tell more than a customer file may hold.",
        new.notes,
    ).format(count=new.notes)
    customers = ngettext("It is about {count} customer.", "They are about {count} customers.", new.customers)
    return f"{notes} {customers.format(count=new.customers)}"
