"""What screens and commands say of campaigns: states, why somebody is left out, what stands in the way."""

from collections.abc import Iterator, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from chaland.campaigns.models import Campaign, Message
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
_OF_CHANNEL: Mapping[tuple[str, str], Promise] = {
    ("phone", "sending"): _("Calls under way"),
    ("phone", "sent"): _("Calls over"),
    ("post", "sending"): _("Post being made ready"),
    ("post", "sent"): _("Post ready"),
    ("file", "sending"): _("File being made"),
    ("file", "sent"): _("File ready"),
}
_MESSAGE_OF_CHANNEL: Mapping[tuple[str, str], Promise] = {
    ("phone", "waiting"): _("To be called"),
    ("phone", "sending"): _("Being called"),
    ("phone", "sent"): _("Called"),
    ("post", "sending"): _("Being handed over"),
    ("post", "sent"): _("Handed over"),
    ("file", "sending"): _("Being handed over"),
    ("file", "sent"): _("Handed over"),
}


def state_of(campaign: Campaign) -> str:
    """Return how far a campaign is, in the words of its channel: calls and letters are not sent."""
    return str(_OF_CHANNEL.get((campaign.channel, campaign.state), campaign.get_state_display()))


def message_states(channel: str) -> Iterator[tuple[str, str]]:
    """Give each state of a message and its words, those of the channel first."""
    for code, words in Message.State.choices:
        yield code, str(_MESSAGE_OF_CHANNEL.get((channel, code), words))


def reason(code: str) -> str:
    """Return why somebody is left out, or a message held back."""
    found = OF_THE_GATE.get(code) or _OWN.get(code)
    return str(found) if found else code
