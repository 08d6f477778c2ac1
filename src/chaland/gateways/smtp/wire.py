"""A mail as the bytes that cross the wire."""

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from typing import Any, cast

import idna

from chaland.messages.transport import Letter

# Folded at 76 characters, an address of the web in a header is encoded into words that no mail program follows
# (CPython issue 85725). RFC 5322 §2.1.1 allows lines of 998.
LONG_LINES = SMTP.clone(max_line_length=998)


class _Wire(EmailPolicy):
    """ASCII headers stay on one line as they are; those with accents are folded into encoded words of usual length."""

    def fold(self, name: str, value: str) -> str:
        folded: str = (LONG_LINES if value.isascii() else SMTP).fold(name, value)
        return folded

    def fold_binary(self, name: str, value: str) -> bytes:
        return self.fold(name, value).encode("ascii", "surrogateescape")


WIRE = _Wire(linesep="\r\n")


def envelope_address(address: str) -> str:
    """Return an address as servers take it: the domain in ASCII.

    >>> envelope_address("claire@café.example")
    'claire@xn--caf-dma.example'
    """
    local, _, domain = address.rpartition("@")
    return f"{local}@{idna.encode(domain, uts46=True).decode()}"


def as_bytes(letter: Letter) -> bytes:
    """Return the message with its text, its HTML where it has one and its files, as lines of ASCII.

    Raises ValueError where a line break would add a header.
    """
    message = EmailMessage(policy=WIRE)
    message["From"] = Address(letter.sender_name, addr_spec=envelope_address(letter.sender))
    message["To"] = envelope_address(letter.to)
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = letter.message_id
    message["Auto-Submitted"] = "auto-generated"
    for name, value in letter.headers.items():
        message[name] = value
    message.set_content(letter.text, cte="quoted-printable")
    if letter.html:
        message.add_alternative(letter.html, subtype="html", cte="quoted-printable")
    for one in letter.attachments:
        kind, _, subtype = one.content_type.partition("/")
        named: dict[str, Any] = {"maintype": kind, "subtype": subtype, "filename": one.name}
        if one.content_id:
            page = cast("EmailMessage", message.get_body(("html",)))
            page.add_related(one.content, cid=f"<{one.content_id}>", disposition="inline", **named)
        else:
            message.add_attachment(one.content, **named)
    return message.as_bytes()
