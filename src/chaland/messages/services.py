"""Writes of mails. Callers hold the transaction."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.models import QuerySet

from chaland.kernel.email import normalise_email
from chaland.messages.letters import Written
from chaland.messages.models import MailAttachment, OutgoingMail
from chaland.messages.rules import GIVEN_UP, LEASE, RESTORED, check_header, one_line, pause_after, right_of
from chaland.messages.transport import Attachment

_SUBJECT = 200
_ERROR = 300
_State = OutgoingMail.State


def queue_letter(
    customer_id: int,
    kind: str,
    to: str,
    letter: tuple[str, Written],
    *,
    now: datetime,
    good_until: datetime,
    purpose: str = "",
) -> OutgoingMail:
    """Have a letter, of its subject and its parts, leave to a customer, as `queue` does."""
    subject, written = letter
    return queue(
        kind=kind,
        to=to,
        subject=subject,
        text=written.text,
        html=written.html,
        customer_id=customer_id,
        now=now,
        good_until=good_until,
        purpose=purpose,
    )


def queue(
    *,
    kind: str,
    to: str,
    subject: str,
    text: str,
    html: str = "",
    headers: Mapping[str, str] | None = None,
    customer_id: int | None = None,
    now: datetime,
    not_before: datetime | None = None,
    good_until: datetime | None = None,
    purpose: str = "",
    merchant_id: int | None = None,
    attachments: Sequence[Attachment] = (),
) -> OutgoingMail:
    """Have one mail leave once the caller's transaction is committed, and return it.

    It is sent at least once, so twice where a machine dies at the wrong moment, under one Message-ID. The subject is
    put on one line. not_before: when it may leave. good_until: after this it does not, such as one whose link is over.
    purpose, merchant_id: the gate of consents is asked again before it leaves, about its customer.
    Raises ValueError where it has no purpose and is not of a kind that goes without (`rules.TRANSACTIONAL`);
    Refusal `mail_header_unsafe`, or those of an address that cannot be one (`kernel.email`).
    """
    key = uuid.uuid4()
    mail = OutgoingMail.objects.create(
        key=key,
        kind=kind,
        customer_id=customer_id,
        to=normalise_email(to),
        subject=one_line(subject, _SUBJECT),
        text=text,
        html=html,
        headers={name: check_header(name, value) for name, value in (headers or {}).items()},
        message_id=f"<{key.hex}@{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}>",
        next_try_at=not_before or now,
        good_until=good_until,
        basis=right_of(kind, purpose=purpose, customer_id=customer_id),
        purpose=purpose,
        merchant_id=merchant_id,
        created_at=now,
    )
    MailAttachment.objects.bulk_create(
        MailAttachment(mail=mail, name=one.name, content_type=one.content_type, content=one.content)
        for one in attachments
    )
    return mail


def claim(*, now: datetime) -> OutgoingMail | None:
    """Take the mail that waits longest, for `rules.LEASE`; None when none is due.

    Commit before handing it over. One whose claim ended without a word, as its process died, is claimed again.
    """
    mail = _locked(waiting(now).order_by("next_try_at", "pk")).first()
    if mail is None:
        return None
    mail.state = _State.SENDING
    mail.attempts += 1
    mail.next_try_at = now + LEASE
    mail.save(update_fields=["state", "attempts", "next_try_at"])
    return mail


def waiting(now: datetime) -> QuerySet[OutgoingMail]:
    """The mails that may be claimed at this moment."""
    return OutgoingMail.objects.filter(state__in=[_State.QUEUED, _State.SENDING], next_try_at__lte=now)


def _locked(rows: QuerySet[OutgoingMail]) -> QuerySet[OutgoingMail]:
    # SQLite's IMMEDIATE transaction already holds the only lock.
    return rows if connection.vendor == "sqlite" else rows.select_for_update(skip_locked=True)


def note_sent(mail: OutgoingMail, *, now: datetime) -> None:
    """Note that the server took it, and forget what it said."""
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=_State.SENT, sent_at=now, text="", html="", headers={}, error=""
    )
    MailAttachment.objects.filter(mail=mail).delete()


def note_refused(mail: OutgoingMail, *, said: str) -> None:
    """Note that it never leaves: the server will not take it, or it must not be sent."""
    error = one_line(said, _ERROR)
    OutgoingMail.objects.filter(pk=mail.pk).update(state=_State.FAILED, text="", html="", headers={}, error=error)
    MailAttachment.objects.filter(mail=mail).delete()


def note_not_taken(mail: OutgoingMail, *, said: str, now: datetime, counts: bool = True) -> None:
    """Have it tried again after a pause, or set it aside once it has had its attempts.

    counts: False where the server itself cannot be reached, which is no fault of the mail.
    """
    attempts = mail.attempts if counts else mail.attempts - 1
    pause = pause_after(mail.attempts) if counts else LEASE
    OutgoingMail.objects.filter(pk=mail.pk).update(
        state=_State.QUEUED if pause else _State.PARKED,
        attempts=attempts,
        next_try_at=now + pause if pause else mail.next_try_at,
        error=one_line(said, _ERROR),
    )


def let_go_again(*, now: datetime, mail_id: int | None = None) -> int:
    """Have the mails set aside, or one of them, tried again from the first attempt; returns how many.

    Those that a restore brought back may have left before: only one by one.
    """
    parked = OutgoingMail.objects.filter(state=_State.PARKED)
    meant = parked.exclude(error=RESTORED) if mail_id is None else parked.filter(pk=mail_id)
    return meant.update(state=_State.QUEUED, attempts=0, next_try_at=now, error="")


def give_up(mail_id: int) -> bool:
    """Have one set aside never leave, and forget what it said; tells whether it was set aside."""
    parked = OutgoingMail.objects.filter(pk=mail_id, state=_State.PARKED)
    found = parked.update(state=_State.FAILED, text="", html="", headers={}, error=GIVEN_UP)
    if found:
        MailAttachment.objects.filter(mail=mail_id).delete()
    return bool(found)


def set_aside_all() -> int:
    """Set aside every mail that waits, as a backup was put back; returns how many."""
    waits = OutgoingMail.objects.filter(state__in=[_State.QUEUED, _State.SENDING])
    return waits.update(state=_State.PARKED, error=RESTORED)
