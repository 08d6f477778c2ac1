"""The mails of a campaign leave by the mail server, or the provider, of the settings."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Self
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings

from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.rules.states import ROUND
from chaland.messages.transport import Letter, Transport
from chaland.stores.queries import the_network
from chaland.usecases.campaigns.write_messages import Written, write_messages


class MailCarrier:
    """Carries mails away one by one over one connection. Each goes under its key, as its Message-ID."""

    at_once, leaves = ROUND, True

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self._sender_name = ""
        self._written: Mapping[int, Written] = {}

    def __enter__(self) -> Self:
        self._transport.__enter__()
        return self

    def __exit__(self, *error: object) -> None:
        self._transport.__exit__(*error)

    def ready(self, campaign: Campaign, messages: Sequence[Message], *, now: datetime) -> Mapping[int, str]:
        """Write what is to be carried; returns where each goes."""
        self._sender_name = sender_name(campaign)
        self._written = write_messages(campaign, messages, now=now)
        return {message_id: one.to for message_id, one in self._written.items()}

    def carry(self, message: Message, to: str, *, now: datetime) -> str:
        """Hand one over; returns its Message-ID. Raises NotTaken."""
        one = self._written[message.pk]
        name = message_id(message.key)
        self._transport.send(
            Letter(
                to=to,
                subject=one.subject,
                text=one.text,
                html=one.html,
                headers=dict(one.headers),
                message_id=name,
                sender=settings.MAIL_FROM,
                sender_name=self._sender_name,
                written_at=now,
                attachments=one.attachments,
            )
        )
        return name


def message_id(key: UUID) -> str:
    """Return the Message-ID of a mail."""
    return f"<{key.hex}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>"


def sender_name(campaign: Campaign) -> str:
    """Return who a campaign's mails are from."""
    return campaign.merchant.name if campaign.merchant else the_network().name
