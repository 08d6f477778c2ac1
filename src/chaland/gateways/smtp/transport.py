"""Hands mails to an SMTP server."""

import smtplib
from typing import Self, cast

from django.core.mail.backends.smtp import EmailBackend

from chaland.gateways.smtp.wire import as_bytes, envelope_address
from chaland.messages.transport import Letter, NotTaken


class Smtp:
    """One connection to the server of the settings, opened by the first mail and again after it is lost.

    One mail goes to one address: with several, a refusal of one of them would raise nothing.
    """

    def __init__(self) -> None:
        self._backend = EmailBackend()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self._close()

    def send(self, letter: Letter) -> None:
        """Hand one mail over. Raises NotTaken."""
        server = self._opened()
        to = envelope_address(letter.to)
        try:
            server.sendmail(envelope_address(letter.sender), [to], as_bytes(letter))
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = refused.recipients[to]
            raise NotTaken(_text(code, said), code=code, at_recipient=True) from refused
        except smtplib.SMTPSenderRefused as refused:
            # Of the sender's address, or of whom it lets send: no other mail would pass.
            raise NotTaken(
                _text(refused.smtp_code, refused.smtp_error), code=refused.smtp_code, at_server=True
            ) from refused
        except smtplib.SMTPResponseException as refused:
            raise NotTaken(_text(refused.smtp_code, refused.smtp_error), code=refused.smtp_code) from refused
        except (smtplib.SMTPException, OSError) as lost:
            # It may have been taken all the same: it is sent again under its Message-ID.
            self._close()
            raise NotTaken(f"connection lost: {lost}") from lost

    def _opened(self) -> smtplib.SMTP:
        try:
            self._backend.open()
        except (smtplib.SMTPException, OSError) as error:
            raise NotTaken(f"no connection: {error}", at_server=True) from error
        return cast("smtplib.SMTP", self._backend.connection)

    def _close(self) -> None:
        try:
            self._backend.close()
        except (smtplib.SMTPException, OSError):
            self._backend.connection = None


def _text(code: int, said: bytes | str) -> str:
    return f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
