"""What providers and mailboxes tell of messages is written down: what arrived, what came back, who wants no more."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from chaland.campaigns import services
from chaland.campaigns.rules.news import BOUNCED, COMPLAINED, ENDING, News, key_in
from chaland.campaigns.services import NewEvent
from chaland.customers.models import ContactPoint
from chaland.customers.services import set_contact_status
from chaland.database.locks import one_writer
from chaland.database.lookups import fetch, values_source
from chaland.privacy.rules import Proof
from chaland.privacy.services import object_to
from chaland.usecases.consents.stop_channel import stop_channel

_KINDS = {"email": ContactPoint.Kind.EMAIL, "sms": ContactPoint.Kind.MOBILE}


@dataclass(frozen=True, slots=True)
class _About:
    """The message that some news is about."""

    message_id: int
    customer_id: int | None


def note_news(told: Sequence[News], *, channel: str = "email", teller: str, now: datetime) -> int:
    """Write down what was told of messages on a channel, in one transaction; returns how much of it was new.

    An address that is dead for good is marked on every file that has it. A complaint or an unsubscription closes what
    advertises on the channel to everybody with the address, and a complaint puts it on the objection list too. What
    is about no message of a campaign counts all the same. Told twice is once.
    """
    with one_writer(), transaction.atomic():
        known = _messages(told)
        about = [(one, known.get(key) if (key := key_in(one.name)) else None) for one in told]
        events = [
            NewEvent(found.message_id, one.kind, min(one.at, now), one.external, one.detail)
            for one, found in about
            if found
        ]
        new = {one.external for one in services.note_events(events)} if events else set()
        fresh = [(one, found) for one, found in about if not found or one.external in new]
        _mark_dead(fresh, channel)
        _end(fresh, channel, teller, now)
    return len(fresh)


def _messages(told: Sequence[News]) -> Mapping[UUID, _About]:
    keys = {key for one in told if (key := key_in(one.name))}
    source, parameters = values_source(["uuid"], [(key.hex,) for key in keys])
    rows = fetch(
        f"SELECT m.key, m.id, m.customer_id FROM {source} JOIN campaigns_message m ON m.key = v.c0",  # noqa: S608
        parameters,
    )
    return {key if isinstance(key, UUID) else UUID(key): _About(pk, customer_id) for key, pk, customer_id in rows}


def _mark_dead(fresh: Sequence[tuple[News, _About | None]], channel: str) -> None:
    dead = {one.address for one, _ in fresh if one.kind == BOUNCED and one.is_for_good and one.address}
    if not dead:
        return
    points = ContactPoint.objects.filter(kind=_KINDS[channel], normalised__in=dead)
    for point_id in points.exclude(status=ContactPoint.Status.BOUNCED).values_list("pk", flat=True):
        set_contact_status(point_id, ContactPoint.Status.BOUNCED)


def _end(fresh: Sequence[tuple[News, _About | None]], channel: str, teller: str, now: datetime) -> None:
    ending = [(one, found) for one, found in fresh if one.kind in ENDING]
    if not ending:
        return
    addresses = {one.address for one, _ in ending if one.address} | _main_addresses(ending, channel)
    for address in sorted({one.address for one, _ in ending if one.kind == COMPLAINED and one.address}):
        object_to("email" if channel == "email" else "phone", address, now=now)
    stop_channel(addresses, channel=channel, proof=Proof("provider", "link", reference=teller), now=now)


def _main_addresses(ending: Sequence[tuple[News, _About | None]], channel: str) -> set[str]:
    """Return the addresses of those whom a message named that came without one."""
    people = [found.customer_id for one, found in ending if found and found.customer_id and not one.address]
    points = ContactPoint.objects.filter(customer__in=people, kind=_KINDS[channel])
    return set(points.values_list("normalised", flat=True))
