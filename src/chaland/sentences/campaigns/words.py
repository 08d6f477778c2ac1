"""What screens and commands say of campaigns: states, why somebody is left out, what stands in the way."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.sentences.consents.words import REASONS as OF_THE_GATE

_OWN: Mapping[str, Promise] = {
    "frequency_cap": _("They were sent as many messages lately as one person gets."),
    "held_out": _("They are of those whom every campaign leaves alone."),
    "put_off": _("The mail server refused it for now."),
    "let_be": _("Nobody knows whether it left; it was left at that."),
    "cancelled": _("The campaign was cancelled before."),
    "too_late": _("The campaign had ended before."),
}
OBSTACLES: Mapping[str, Promise] = {
    "nobody": _("Nobody is in this segment: choose another."),
    "all_left_out": _("Nobody of the segment may be contacted: see why under “Who would get it”."),
    "content_not_ready": _("Something in the message must be put right: see it in the step “What”."),
    "voucher_kind_closed": _("A voucher of the offer is no longer given: choose another kind."),
    "no_server": _("No mail server is named in the settings: messages could not leave."),
    "no_gateway": _("No SMS gateway is named in the settings: messages could not leave."),
    "sender_not_ready": _("The domain it is sent from does not say that you may: mailboxes would refuse it."),
}
CHIPS: Mapping[str, str] = {
    "draft": "",
    "scheduled": "info",
    "sending": "info",
    "paused": "warn",
    "sent": "ok",
    "cancelled": "",
}


def reason(code: str) -> str:
    """Return why somebody is left out, or a message held back."""
    found = OF_THE_GATE.get(code) or _OWN.get(code)
    return str(found) if found else code
