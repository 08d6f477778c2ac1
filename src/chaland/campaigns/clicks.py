"""Clicks on the links of messages, as they are noted. The caller opens the transaction."""

from datetime import datetime

from django.db.models import F, Min

from chaland.campaigns.models import LinkCount, Message, MessageEvent
from chaland.campaigns.rules.clicks import AT_ONCE
from chaland.campaigns.services import NewEvent, note_events
from chaland.warehouse import outbox

Kind = MessageEvent.Kind


def other_click(message_id: int, link: str, *, before: datetime) -> datetime | None:
    """Return when another link of a message last was followed, by whomever."""
    events = MessageEvent.objects.filter(message=message_id, kind__in=[Kind.CLICKED, Kind.SCANNED], at__lte=before)
    return events.exclude(detail=link).order_by("-at").values_list("at", flat=True).first()


def note_click(message_id: int, link: str, *, by_machine: bool, now: datetime) -> None:
    """Note that a link of a message was followed, each once by people and once by machines."""
    kind = Kind.SCANNED if by_machine else Kind.CLICKED
    note_events([NewEvent(message_id, kind, now, f"{kind}:{message_id}:{link}", link)])


def count_link(content_id: int, link: str, *, by_machine: bool) -> None:
    """Count that a link was followed, by nobody knows whom."""
    found, _ = LinkCount.objects.get_or_create(content_id=content_id, link=link, by_machine=by_machine)
    LinkCount.objects.filter(pk=found.pk).update(times=F("times") + 1)


def take_back(message_id: int, *, now: datetime) -> None:
    """Take the clicks of the last seconds for a machine's: somebody follows every link of the message at once."""
    rash = MessageEvent.objects.filter(message=message_id, kind=Kind.CLICKED, at__gt=now - AT_ONCE)
    for event in rash:
        note_click(message_id, event.detail, by_machine=True, now=event.at)
        event.delete()
    left = MessageEvent.objects.filter(message=message_id, kind=Kind.CLICKED).aggregate(first=Min("at"))["first"]
    Message.objects.filter(pk=message_id).update(clicked_at=left)
    outbox.changed("message", [message_id])
