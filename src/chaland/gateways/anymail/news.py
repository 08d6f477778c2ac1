"""What providers tell of mails, read by django-anymail."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from warnings import catch_warnings, simplefilter

from anymail.exceptions import AnymailInsecureWebhookWarning, AnymailWebhookValidationFailure
from anymail.signals import AnymailTrackingEvent, EventType, RejectReason
from anymail.webhooks.base import AnymailCoreWebhookView
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest
from django.utils.module_loading import import_string

from chaland.campaigns.ports import NewsNotSigned
from chaland.campaigns.rules.news import BOUNCED, COMPLAINED, DEFERRED, DELIVERED, UNSUBSCRIBED, News
from chaland.gateways.anymail.transport import OUR_NAME
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal

VIEWS: Mapping[str, str] = {
    "brevo": "brevo.BrevoTrackingWebhookView",
    "mailersend": "mailersend.MailerSendTrackingWebhookView",
    "mailgun": "mailgun.MailgunTrackingWebhookView",
    "mailjet": "mailjet.MailjetTrackingWebhookView",
    "mailtrap": "mailtrap.MailtrapTrackingWebhookView",
    "mandrill": "mandrill.MandrillCombinedWebhookView",
    "postmark": "postmark.PostmarkTrackingWebhookView",
    "sparkpost": "sparkpost.SparkPostTrackingWebhookView",
}
_KINDS = {
    EventType.DELIVERED: DELIVERED,
    EventType.BOUNCED: BOUNCED,
    EventType.REJECTED: BOUNCED,
    EventType.FAILED: BOUNCED,
    EventType.DEFERRED: DEFERRED,
    EventType.COMPLAINED: COMPLAINED,
    EventType.UNSUBSCRIBED: UNSUBSCRIBED,
}
_FOR_GOOD = frozenset(
    {"hard_bounce", "hardbounce", "activity.hard_bounced", "invalid_email", "permanent", "true", "bounce"}
)
_WHETHER_FOR_GOOD = ("event", "Type", "type", "severity", "hard_bounce")
"""Where providers say that an address is dead: anymail tells it like a mailbox that is full."""
_PASSING = frozenset({"blocked", "block", "false"})


def read(provider: str, request: HttpRequest) -> list[News]:
    """Return what a provider tells of mails: what was opened or followed is nobody's business but ours.

    Several at once come as a list, also where the provider usually tells them one by one.
    Raises LookupError, NewsNotSigned, ValueError.
    """
    view = _view(provider)
    try:
        view.run_validators(request)
        return [_news(one, provider) for one in _events(view, provider, request) if one.event_type in _KINDS]
    except AnymailWebhookValidationFailure as error:
        raise NewsNotSigned from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError("news") from error


@cache
def _view(provider: str) -> AnymailCoreWebhookView:
    kind = import_string(f"anymail.webhooks.{VIEWS[provider]}")
    with catch_warnings():
        # Whoever knows the address may tell; those that sign are held to it besides.
        simplefilter("ignore", AnymailInsecureWebhookWarning)
        try:
            view: AnymailCoreWebhookView = kind()
        except ImproperlyConfigured as error:
            raise LookupError(provider) from error
    return view


def _events(view: AnymailCoreWebhookView, provider: str, request: HttpRequest) -> list[AnymailTrackingEvent]:
    if provider == "brevo":
        told = json.loads(request.body)
        return [view.esp_to_anymail_event(one) for one in (told if isinstance(told, list) else [told])]
    events: list[AnymailTrackingEvent] = view.parse_events(request)
    return events


def _news(event: AnymailTrackingEvent, provider: str) -> News:
    at = event.timestamp or datetime.now(UTC)
    ours = str((event.metadata or {}).get(OUR_NAME) or event.message_id or "")
    told = event.event_id or f"{event.message_id}:{event.event_type}:{event.recipient}:{event.timestamp}"
    return News(
        kind=_KINDS[event.event_type],
        at=at,
        external=f"{provider}:{sha256(str(told).encode()).hexdigest()[:40]}",
        name=ours,
        address=_as_kept(event.recipient),
        is_for_good=_is_for_good(event),
        detail=str(event.mta_response or event.description or event.reject_reason or "")[:300],
    )


def _as_kept(address: str | None) -> str:
    try:
        return normalise_email(address or "")
    except Refusal:
        return ""


def _is_for_good(event: AnymailTrackingEvent) -> bool:
    if event.event_type != EventType.BOUNCED or event.reject_reason not in {RejectReason.BOUNCED, RejectReason.INVALID}:
        return False
    told = event.esp_event.get("event-data", event.esp_event)
    said = {str(told.get(name)).lower() for name in _WHETHER_FOR_GOOD}
    return bool(said & _FOR_GOOD) and not said & _PASSING
