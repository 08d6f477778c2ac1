"""Hands mails to an SMTP server."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread
from time import monotonic
from typing import Any, Self, cast

from django.conf import settings
from django.core.mail.backends.smtp import EmailBackend

from chaland.gateways.smtp.wire import as_bytes, envelope_address
from chaland.messages.transport import Letter, NotTaken

_UNWRITABLE = 554
_LOOKS = 20
"""How often a timeout is looked at while it lasts."""
# 421 says goodbye; what is no answer at all was cut short.
_LEAVES_OPEN = frozenset(range(400, 600)) - {421}


class _Backend(EmailBackend):
    """Django's, which also tells whom it speaks to before the server has greeted."""

    server: smtplib.SMTP | None = None

    @property
    def connection_class(self) -> Any:
        """Return the kind of connection, which makes itself known."""
        backend = self
        kind: Any = super().connection_class

        class Known(kind):  # type: ignore[misc]
            def connect(self, *args: Any, **kwargs: Any) -> Any:
                backend.server = self
                return super().connect(*args, **kwargs)

        return Known

    def hang_up(self) -> None:
        """Cut the connection, whatever is going on over it."""
        with suppress(OSError, AttributeError):
            cast("Any", self.server).sock.shutdown(socket.SHUT_RDWR)


class _Patience:
    """Hangs up after the timeout of the settings: the sockets' own begins anew with each byte.

    One thread watches all the mails of a connection: starting one for each would take longer than its mail.
    """

    def __init__(self, hang_up: Callable[[], None]) -> None:
        self._hang_up = hang_up
        self._until: float | None = None
        self._over: Event | None = None

    @contextmanager
    def lasting(self) -> Iterator[None]:
        """Watch what is done inside."""
        self._until = monotonic() + settings.EMAIL_TIMEOUT
        if self._over is None:
            self._over = Event()
            Thread(target=self._watch, args=(self._over,), daemon=True).start()
        try:
            yield
        finally:
            self._until = None

    def end(self) -> None:
        """Watch nothing any more."""
        if self._over:
            self._over.set()
            self._over = None

    def _watch(self, over: Event) -> None:
        while not over.wait(settings.EMAIL_TIMEOUT / _LOOKS):
            if (until := self._until) and monotonic() > until:
                self._hang_up()


class Smtp:
    """One connection to the server of the settings, opened by the first mail and again after it is lost.

    One mail goes to one address: with several, a refusal of one of them would raise nothing.
    """

    def __init__(self) -> None:
        self._backend = _Backend()
        self._patience = _Patience(self._backend.hang_up)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    def send(self, letter: Letter) -> None:
        """Hand one mail over. Raises NotTaken."""
        to, sender, content = _written(letter)
        server = self._opened()
        try:
            with self._patience.lasting():
                server.sendmail(sender, [to], content)
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[to]
            raise NotTaken(_text(code, said), code=code, at_recipient=True) from refused
        except smtplib.SMTPSenderRefused as refused:
            # Of the sender's address, or of whom it lets send: no other mail would pass.
            raise NotTaken(
                _text(refused.smtp_code, refused.smtp_error), code=refused.smtp_code, at_server=True
            ) from refused
        except smtplib.SMTPResponseException as refused:
            if refused.smtp_code not in _LEAVES_OPEN:
                self._close()
            raise NotTaken(_text(refused.smtp_code, refused.smtp_error), code=refused.smtp_code) from refused
        except (smtplib.SMTPException, OSError) as lost:
            # It may have been taken all the same: it is sent again under its Message-ID.
            self._close()
            raise NotTaken(f"connection lost: {lost}") from lost

    def _opened(self) -> smtplib.SMTP:
        if self._backend.connection:
            return self._backend.connection
        try:
            with self._patience.lasting():
                self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            raise NotTaken(f"no connection: {error}", at_server=True) from error
        return cast("smtplib.SMTP", self._backend.connection)

    def _close(self) -> None:
        self._patience.end()
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._backend.connection = None


def _written(letter: Letter) -> tuple[str, str, bytes]:
    try:
        return envelope_address(letter.to), envelope_address(letter.sender), as_bytes(letter)
    except ValueError as error:
        raise NotTaken(f"cannot be written: {error}", code=_UNWRITABLE) from error


def _text(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
