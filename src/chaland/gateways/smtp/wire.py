"""A mail as the bytes that cross the wire.

Python's own `EmailMessage` writes one in two milliseconds, most of them spent in taking ASCII headers apart; a campaign
sends hundreds a second. Here it only writes the headers that are not ASCII.
"""

from base64 import encodebytes
from binascii import b2a_qp
from collections.abc import Iterable
from email.headerregistry import Address, HeaderRegistry
from email.policy import SMTP
from email.utils import format_datetime
from functools import lru_cache
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

import idna

from chaland.messages.transport import Attachment, Letter

LONGEST_LINE = 998
"""Source: RFC 5322 §2.1.1. Folded at 76 characters, an address of the web in a header is encoded into words that no
mail program follows (CPython issue 85725): ASCII stays on one line."""
_FOLDED_LINES = SMTP.clone(max_line_length=LONGEST_LINE)
_header = HeaderRegistry()


class _Part(NamedTuple):
    """One part: its own headers, each ended by a line break, and its body."""

    headers: str
    body: bytes

    def as_bytes(self) -> bytes:
        return self.headers.encode() + b"\r\n" + self.body


def envelope_address(address: str) -> str:
    """Return an address as servers take it: the domain in ASCII.

    >>> envelope_address("claire@café.example")
    'claire@xn--caf-dma.example'
    """
    local, _, domain = address.rpartition("@")
    if not domain.isascii() or domain != domain.lower():
        domain = idna.encode(domain, uts46=True).decode()
    return f"{local}@{domain}"


def as_bytes(letter: Letter) -> bytes:
    """Return the message with its text, its HTML where it has one and its files, as lines of ASCII.

    Raises ValueError where a line break would add a header, or a domain cannot be one.
    """
    headers = {
        "From": _sender(letter.sender_name, letter.sender),
        "To": envelope_address(letter.to),
        "Subject": letter.subject,
        "Date": format_datetime(letter.written_at),
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
        **letter.headers,
        "MIME-Version": "1.0",
    }
    lines = "".join(_line(name, value) for name, value in headers.items())
    return lines.encode("ascii") + _body(letter).as_bytes()


@lru_cache(maxsize=64)
def _sender(name: str, address: str) -> str:
    return str(Address(name, addr_spec=envelope_address(address)))


def _line(name: str, value: str) -> str:
    if value.isascii() and value.isprintable() and len(name) + 2 + len(value) <= LONGEST_LINE:
        return f"{name}: {value}\r\n"
    return _folded(name, value)


@lru_cache(maxsize=4096)
def _folded(name: str, value: str) -> str:
    """Return a header with its accents in encoded words of usual length."""
    if "\n" in value or "\r" in value:
        raise ValueError(f"a line break in {name}")
    folded: str = _header(name, value).fold(policy=_FOLDED_LINES if value.isascii() else SMTP)
    return folded


def _body(letter: Letter) -> _Part:
    """Return the text, the HTML beside it with the pictures it shows, and the files behind both."""
    mark = blake2b(letter.message_id.encode(), digest_size=8).hexdigest()
    shown = [one for one in letter.attachments if one.content_id]
    behind = [one for one in letter.attachments if not one.content_id]
    told = _text(letter.text, "plain")
    if letter.html:
        page = _text(letter.html, "html")
        whole = _joined("related", [page, *map(_file, shown)], mark) if shown else page
        told = _joined("alternative", [told, whole], mark)
    return _joined("mixed", [told, *map(_file, behind)], mark) if behind else told


def _joined(kind: str, parts: Iterable[_Part], mark: str) -> _Part:
    """Join parts. No line of theirs begins so: quoted-printable writes `=` otherwise, base64 has no `_`."""
    boundary = f"=_{kind}_{mark}"
    between = f"--{boundary}\r\n".encode()
    body = b"".join(between + one.as_bytes() + b"\r\n" for one in parts)
    return _Part(f'Content-Type: multipart/{kind}; boundary="{boundary}"\r\n', body + f"--{boundary}--\r\n".encode())


def _text(text: str, subtype: str) -> _Part:
    lines = "\r\n".join(text.splitlines()).encode() + b"\r\n"
    return _Part(
        f"Content-Type: text/{subtype}; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n",
        b2a_qp(lines, istext=True),
    )


def _file(one: Attachment) -> _Part:
    how = "inline" if one.content_id else "attachment"
    headers = (
        f"Content-Type: {one.content_type}\r\nContent-Transfer-Encoding: base64\r\n"
        f"Content-Disposition: {how}; filename*=utf-8''{quote(one.name)}\r\n"
    )
    named = f"Content-ID: <{one.content_id}>\r\n" if one.content_id else ""
    return _Part(headers + named, encodebytes(one.content).replace(b"\n", b"\r\n"))
