"""Mails that came back to the mailbox are read, and what they say of ours is written down."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from chaland.campaigns.models import Message
from chaland.campaigns.ports import Mailbox
from chaland.campaigns.rules import returned
from chaland.campaigns.rules.news import News, key_in
from chaland.messages.models import OutgoingMail
from chaland.usecases.campaigns.note_news import note_news

TELLER = "mailbox"


def read_returned(mailbox: Mailbox, *, clock: Callable[[], datetime]) -> int:
    """Read what nobody has read yet; returns how many mails were about one of ours.

    Each is marked as read once what it says is committed: killed in between, it is read again and counts once. Those
    that are about none of ours stay for whoever reads the mailbox. Raises MailboxClosed.
    """
    found = 0
    with mailbox:
        for number, raw in mailbox.unread():
            told = [one for one in returned.read(raw, now=clock()) if _is_ours(one)]
            if told:
                note_news(told, teller=TELLER, now=clock())
                mailbox.mark_read(number)
                found += 1
    return found


def _is_ours(one: News) -> bool:
    key = key_in(one.name)
    return key is not None and _is_known(key)


def _is_known(key: UUID) -> bool:
    return Message.objects.filter(key=key).exists() or OutgoingMail.objects.filter(key=key).exists()
