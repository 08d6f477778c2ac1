"""What is told of lists at another mailer."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.campaigns.rules.mailing import LIST_GONE, NO_KEY, NOT_LET_IN, NOT_REACHED, REFUSED, TOO_MANY
from chaland.kernel.numbers import format_number
from chaland.usecases.campaigns.follow_lists import Followed

ERRORS: Mapping[str, Promise] = {
    NO_KEY: _("No key of Brevo is in the settings."),
    NOT_LET_IN: _("Brevo does not let this key in: make another at Brevo and put it in the settings."),
    LIST_GONE: _("This list is no longer at Brevo."),
    TOO_MANY: _("Brevo takes no more calls this hour: the rest is done by itself later."),
    NOT_REACHED: _("Brevo did not answer: the rest is done by itself later."),
    REFUSED: _("Brevo refused what it was told: the log of the server says why."),
}
FIELDS: Mapping[str, Promise] = {
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "civility": _("Civility"),
    "language": _("Language"),
    "postcode": _("Postcode"),
    "store": _("Store"),
}


def told_of(one: Followed) -> str:
    """Say what a run did, or would do."""
    said = gettext(
        "{put} handed over, {taken_off} taken off, {forgotten} deleted there, {came_back} noted here; {calls} calls."
    )
    names = ("put", "taken_off", "forgotten", "came_back", "calls")
    counts = {name: format_number(getattr(one, name), get_language() or "fr") for name in names}
    return " ".join(filter(None, [said.format(**counts), error_of(one.error)]))


def error_of(code: str) -> str:
    """Say why a run ended early; nothing where it did not."""
    return str(ERRORS[code]) if code in ERRORS else code
