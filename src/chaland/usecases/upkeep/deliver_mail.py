"""Mails that wait are handed to the mail server, one by one."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from chaland.customers.models import ContactPoint
from chaland.customers.services import set_contact_status
from chaland.database.locks import one_writer
from chaland.messages import services
from chaland.messages.models import OutgoingMail
from chaland.messages.rules import GATE, is_about_the_address, is_permanent
from chaland.messages.transport import Attachment, Letter, NotTaken, Transport
from chaland.privacy.gate import may_contact
from chaland.privacy.queries import is_own_address
from chaland.stores.queries import the_network

SENT = "sent"
REFUSED = "refused"
LATER = "later"
DROPPED = "dropped"


def deliver_waiting(*, clock: Callable[[], datetime], transport: Transport) -> dict[str, int]:
    """Hand over every mail that is due, and count those sent, refused for good, left for later, and dropped.

    A claim is committed before the server hears of the mail, what came of it after: killed in between, the mail is
    sent again under the same Message-ID once its claim has ended. Several processes may do it at once. One that comes
    too late, or that the gate of consents no longer lets pass, is dropped. It stops where the server cannot be
    reached, and the mails wait.
    """
    outcomes: Counter[str] = Counter({SENT: 0, REFUSED: 0, LATER: 0, DROPPED: 0})
    sender_name = the_network().name
    with transport:
        while mail := _claim(clock()):
            if reason := _closed(mail, clock()):
                services.note_refused(mail, said=reason)
                outcomes[DROPPED] += 1
                continue
            try:
                transport.send(_letter(mail, sender_name, clock()))
            except NotTaken as answer:
                outcomes[_not_taken(mail, answer, clock())] += 1
                if answer.at_server:
                    break
            else:
                services.note_sent(mail, now=clock())
                outcomes[SENT] += 1
    return dict(outcomes)


def is_due(*, now: datetime) -> bool:
    """Tell whether a mail waits."""
    return services.waiting(now).exists()


@transaction.atomic
def let_go_again(*, now: datetime) -> int:
    """Have the mails that were set aside tried again; returns how many."""
    return services.let_go_again(now=now)


def _claim(now: datetime) -> OutgoingMail | None:
    with one_writer(), transaction.atomic():
        return services.claim(now=now)


def _closed(mail: OutgoingMail, now: datetime) -> str:
    """Return why a mail must not leave at this second, or nothing."""
    if mail.good_until and mail.good_until <= now:
        return "too_late"
    if mail.basis != GATE:
        return ""
    if mail.customer_id is None or not is_own_address(mail.customer_id, mail.to):
        return "address_changed"
    decision = may_contact(
        mail.customer_id, purpose=mail.purpose, channel="email", merchant_id=mail.merchant_id, now=now
    )
    return "" if decision.allowed else decision.reason


def _letter(mail: OutgoingMail, sender_name: str, now: datetime) -> Letter:
    return Letter(
        to=mail.to,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        headers=mail.headers,
        message_id=mail.message_id,
        sender=settings.MAIL_FROM,
        sender_name=sender_name,
        written_at=now,
        attachments=tuple(
            Attachment(one.name, one.content_type, bytes(one.content)) for one in mail.attachments.order_by("pk")
        ),
    )


@transaction.atomic
def _not_taken(mail: OutgoingMail, answer: NotTaken, now: datetime) -> str:
    if answer.at_server or not is_permanent(answer.code):
        services.note_not_taken(mail, said=answer.said, now=now, counts=not answer.at_server)
        return LATER
    services.note_refused(mail, said=answer.said)
    if is_about_the_address(answer.code, answer.said, at_recipient=answer.at_recipient):
        mark_bounced(mail.to)
    return REFUSED


def mark_bounced(address: str) -> None:
    """Note on every file that has the address that it reaches nobody."""
    points = ContactPoint.objects.filter(kind=ContactPoint.Kind.EMAIL, normalised=address)
    for point_id in points.values_list("pk", flat=True):
        set_contact_status(point_id, ContactPoint.Status.BOUNCED)
