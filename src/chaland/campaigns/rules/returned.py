"""What a mail that came back says: which one of ours it was, to whom, and why. Source: RFC 3464, RFC 5965."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from hashlib import sha256
from typing import Any

from chaland.campaigns.rules.news import BOUNCED, COMPLAINED, DEFERRED, DELIVERED, News, key_in
from chaland.kernel.email import normalise_email
from chaland.kernel.errors import Refusal

_KINDS = {"failed": BOUNCED, "delayed": DEFERRED, "delivered": DELIVERED}
_DEAD = ("5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1", "5.4.4")
"""Enhanced codes of an address that reaches nobody; a full mailbox or a refused text is none. Source: RFC 3463."""
_DETAIL = 300


def read(raw: bytes, *, now: datetime) -> list[News]:
    """Return what a mail says of mails of ours, nothing where it is no report or names none of them.

    Only who had our mail knows its name, so that nobody has an address taken off by writing to the mailbox.
    """
    mail = message_from_bytes(raw, policy=compat32)
    name = _name(mail)
    if key_in(name) is None:
        return []
    external = f"returned:{sha256(raw).hexdigest()[:40]}"
    told = [one for part in mail.walk() for one in _news(part, name, now)]
    return [replace(one, external=f"{external}:{place}") for place, one in enumerate(told)]


def _name(mail: Message) -> str:
    """Return the Message-ID of the mail that is given back, whole or its headers alone."""
    for part in mail.walk():
        if part.get_content_type() in {"message/rfc822", "text/rfc822-headers"}:
            return next((str(one["Message-ID"] or "") for one in _within(part)), "")
    return ""


def _within(part: Message) -> list[Message]:
    """Return what a part holds, each with its fields."""
    given: Any = part.get_payload()
    if isinstance(given, list):
        return given
    raw: Any = part.get_payload(decode=True)
    return [message_from_bytes(raw or b"")]


def _news(part: Message, name: str, now: datetime) -> Iterator[News]:
    kind = part.get_content_type()
    if kind == "message/delivery-status":
        for block in _within(part):
            yield from _delivery(block, name, now)
    if kind == "message/feedback-report":
        yield from _complaint(part, name, now)


def _delivery(block: Message, name: str, now: datetime) -> Iterator[News]:
    kind = _KINDS.get(str(block["Action"] or "").strip().lower())
    if kind is None:
        return
    status = str(block["Status"] or "").split(" ")[0].strip()
    said = str(block["Diagnostic-Code"] or "").replace("\n", " ")
    address = _address(block["Original-Recipient"]) or _address(block["Final-Recipient"])
    yield News(kind, now, "", name, address, kind == BOUNCED and status in _DEAD, f"{status} {said}".strip()[:_DETAIL])


def _complaint(part: Message, name: str, now: datetime) -> Iterator[News]:
    report = next(iter(_within(part)), part)
    if str(report["Feedback-Type"] or "").strip().lower() == "abuse":
        yield News(COMPLAINED, now, "", name, _address(report["Original-Rcpt-To"]))


def _address(field: object) -> str:
    """Return the address of a field such as `rfc822; claire@example.com`, as kept."""
    try:
        return normalise_email(str(field or "").rpartition(";")[2].strip().strip("<>"))
    except Refusal:
        return ""
