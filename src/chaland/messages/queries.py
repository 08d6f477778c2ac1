"""Reads of mails."""

from datetime import datetime

from django.db.models import Count

from chaland.messages.models import OutgoingMail


def counts() -> dict[str, int]:
    """Return how many mails there are in each state."""
    found = dict(OutgoingMail.objects.values_list("state").annotate(count=Count("pk")).order_by())
    return {state: found.get(state, 0) for state in OutgoingMail.State.values}


def last_to(address: str, kind: str) -> datetime | None:
    """Return when the latest mail of a kind to an address leaves or left, or None."""
    mails = OutgoingMail.objects.filter(to=address, kind=kind).exclude(state=OutgoingMail.State.FAILED)
    moments = mails.order_by("-created_at").values_list("sent_at", "next_try_at")[:10]
    return max((sent or due for sent, due in moments), default=None)
