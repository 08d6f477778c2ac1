"""Reads a mailbox by IMAP."""

import imaplib
import ssl
from collections.abc import Iterator
from contextlib import suppress
from typing import Any, Self
from urllib.parse import unquote, urlsplit

from chaland.campaigns.ports import MailboxClosed

PATIENCE_SECONDS = 30.0
MOST_BYTES = 256 * 1024
"""Read of each mail: what says why it came back stands at its beginning."""
_PORTS = {"imap": 143, "imaps": 993}


class Imap:
    """`imaps://user:password@host/FOLDER`; `imap` turns to TLS where the server offers it. Used with `with`."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in _PORTS or not (parts.hostname and parts.username):
            raise ValueError("CHALAND_BOUNCES_URL")
        self._is_tls = parts.scheme == "imaps"
        self._host, self._port = parts.hostname, parts.port or _PORTS[parts.scheme]
        self._user, self._password = unquote(parts.username), unquote(parts.password or "")
        self._folder = unquote(parts.path.strip("/")) or "INBOX"

    def __enter__(self) -> Self:
        try:
            self._server = self._opened()
            self._server.login(self._user, self._password)
            self._said(self._server.select(f'"{self._folder}"'))
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxClosed(str(error)) from error
        return self

    def __exit__(self, *error: object) -> None:
        with suppress(imaplib.IMAP4.error, OSError):
            self._server.logout()

    def _opened(self) -> imaplib.IMAP4:
        if self._is_tls:
            context = ssl.create_default_context()
            return imaplib.IMAP4_SSL(self._host, self._port, ssl_context=context, timeout=PATIENCE_SECONDS)
        server = imaplib.IMAP4(self._host, self._port, timeout=PATIENCE_SECONDS)
        if "STARTTLS" in server.capabilities:
            server.starttls(ssl.create_default_context())
        return server

    def unread(self) -> Iterator[tuple[str, bytes]]:
        """Give the mails nobody has read, each with its number; they stay unread. Raises MailboxClosed."""
        try:
            [found] = self._said(self._server.uid("SEARCH", "UNSEEN"))
            for number in (found or b"").decode().split():
                parts = self._said(self._server.uid("FETCH", number, f"(BODY.PEEK[]<0.{MOST_BYTES}>)"))
                yield number, next((part[1] for part in parts if isinstance(part, tuple)), b"")
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxClosed(str(error)) from error

    def mark_read(self, number: str) -> None:
        """Note that a mail was read. Raises MailboxClosed."""
        try:
            self._said(self._server.uid("STORE", number, "+FLAGS", r"(\Seen)"))
        except (imaplib.IMAP4.error, OSError) as error:
            raise MailboxClosed(str(error)) from error

    @staticmethod
    def _said(answer: tuple[str, list[Any]]) -> list[Any]:
        code, said = answer
        if code != "OK":
            raise imaplib.IMAP4.error(repr(said))
        return said
