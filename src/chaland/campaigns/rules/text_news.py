"""What gateways of text messages tell, whichever they are: an answer somebody sent, or what became of a text."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from chaland.campaigns.rules.news import BOUNCED, DEFERRED, DELIVERED, UNSUBSCRIBED, News

_FROM = ("from", "From", "msisdn", "number", "phone", "sender", "to")
"""Where gateways write whose number it is; Brevo tells an answer beside the number that the text went to."""
_SAID = ("reply", "text", "Body", "message", "content")
_STATUS = ("msg_status", "status", "MessageStatus", "SmsStatus")
_TO = ("to", "To", "recipient", "msisdn", "number")
_OURS = ("tag", "reference", "client-ref", "external_id", "request_id")
_THEIRS = ("messageId", "MessageSid", "SmsSid", "message-id", "id")
_KINDS: Mapping[str, tuple[str, bool]] = MappingProxyType(
    {
        "delivered": (DELIVERED, False),
        "hard_bounce": (BOUNCED, True),
        "undelivered": (BOUNCED, False),
        "failed": (BOUNCED, False),
        "rejected": (BOUNCED, False),
        "soft_bounce": (DEFERRED, False),
        "unsubscribe": (UNSUBSCRIBED, False),
        "unsubscribed": (UNSUBSCRIBED, False),
        "blacklisted": (UNSUBSCRIBED, False),
    }
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What somebody wrote back. number: as the gateway writes it."""

    number: str
    text: str
    reference: str = ""


def read(told: Mapping[str, object], *, now: datetime) -> Answer | News | None:
    """Return what a gateway tells, none where it is nothing we want.

    >>> from datetime import UTC
    >>> read({"msisdn": "33639980123", "text": "STOP"}, now=datetime(2026, 11, 23, tzinfo=UTC))
    Answer(number='+33639980123', text='STOP', reference='')
    """
    status = _first(told, _STATUS).lower()
    theirs = _first(told, _THEIRS)
    if status in _KINDS:
        kind, is_for_good = _KINDS[status]
        number = _international(_first(told, _TO))
        name = _first(told, _OURS)
        return News(
            kind, now, f"sms:{theirs or name}:{status}", name, number, is_for_good, _first(told, ("description",))
        )
    text = _first(told, _SAID)
    number = _first(told, _FROM)
    return Answer(_international(number), text, theirs) if text and number else None


def _first(told: Mapping[str, object], names: Iterable[str]) -> str:
    return next((str(value)[:200] for name in names if (value := told.get(name)) not in (None, "")), "")


def _international(number: str) -> str:
    """Gateways leave the + out: what begins like a number at home is one.

    >>> _international("33639980123"), _international("0639980123"), _international("+33639980123")
    ('+33639980123', '0639980123', '+33639980123')
    """
    return number if not number or number.startswith(("+", "0")) else f"+{number}"
