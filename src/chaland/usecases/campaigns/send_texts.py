"""The text messages of a campaign leave by the gateway; of those it never answered for, it is asked later."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Self

from django.db import transaction

from chaland.campaigns import services
from chaland.campaigns.models import Campaign, Message
from chaland.campaigns.ports import SmsGateway
from chaland.campaigns.rules.states import ROUND
from chaland.customers.models import ContactPoint
from chaland.database.locks import lock_rows, one_writer
from chaland.messages.transport import NotTaken
from chaland.usecases.campaigns.write_messages import write_messages

ASKED_ABOUT = timedelta(days=7)
"""How long the gateway is asked about a text that nobody knows about."""
_AT_ONCE = 100
_NOTHING_TO_SAY = 554


class TextCarrier:
    """Carries texts away one by one. Each goes under its key, by which the gateway can be asked about it."""

    at_once, leaves = ROUND, True

    def __init__(self, gateway: SmsGateway) -> None:
        self._gateway = gateway
        self._texts: dict[int, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None: ...

    def ready(self, campaign: Campaign, messages: Sequence[Message], *, now: datetime) -> Mapping[int, str]:
        """Write what is to be carried; returns where each goes."""
        written = write_messages(campaign, messages, now=now)
        self._texts = {message_id: one.text for message_id, one in written.items()}
        return {message_id: one.to for message_id, one in written.items()}

    def carry(self, message: Message, to: str, *, now: datetime) -> str:  # noqa: ARG002 - the protocol's
        """Hand one over; returns the gateway's name for it. Raises NotTaken."""
        if message.pk not in self._texts:
            raise NotTaken("nothing to say", code=_NOTHING_TO_SAY)
        return self._gateway.send(to, self._texts[message.pk], message.key.hex)


def ask_about_texts(gateway: SmsGateway, *, clock: Callable[[], datetime]) -> int:
    """Ask the gateway about texts of which nobody knows whether they left; returns how many it had taken.

    The others stay not known: it may learn of them later, and nothing is sent again. It ends where it cannot be asked.
    """
    since = clock() - ASKED_ABOUT
    unknown = Message.objects.filter(
        campaign__channel=Campaign.Channel.SMS,
        campaign__launched_at__gt=since,
        state=Message.State.UNKNOWN,
        customer__isnull=False,
    )
    found = 0
    for message in unknown.order_by("-pk")[:_AT_ONCE]:
        try:
            name = _find(gateway, message, since)
        except NotTaken:
            break
        if name is not None:
            found += _note_found(message.pk, name, clock())
    return found


def _note_found(message_id: int, name: str, now: datetime) -> bool:
    with one_writer(), transaction.atomic():
        lock_rows(Message, [message_id])
        is_found = Message.objects.filter(pk=message_id, state=Message.State.UNKNOWN).exists()
        if is_found:
            services.note_sent({message_id: (name, None)}, now=now)
    return is_found


def _find(gateway: SmsGateway, message: Message, since: datetime) -> str | None:
    points = ContactPoint.objects.filter(customer=message.customer_id, kind=ContactPoint.Kind.MOBILE)
    numbers = points.order_by("-is_main", "pk").values_list("normalised", flat=True)
    names = (gateway.find(number, message.key.hex, since=since) for number in numbers)
    return next((name for name in names if name is not None), None)
