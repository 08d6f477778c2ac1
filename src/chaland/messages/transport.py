"""What carries mails away: the way to the mail server that the settings choose."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from django.conf import settings
from django.utils.module_loading import import_string


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail. content_type: such as application/pdf. content_id: of a picture its HTML shows."""

    name: str
    content_type: str
    content: bytes
    content_id: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail as it is handed over, to one address.

    sender: address, which replies and bounces come back to. sender_name: who it says it is from.
    """

    to: str
    subject: str
    text: str
    message_id: str
    sender: str
    written_at: datetime
    sender_name: str = ""
    html: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()


class NotTaken(Exception):  # noqa: N818 - what happened, told to who hands over
    """The server did not say that it took the mail: it may still have.

    code: its answer's, 0 where it gave none. at_recipient: it refused the address.
    at_server: it cannot be reached or lets nobody in, so that no other mail would pass either.
    """

    def __init__(self, said: str, *, code: int = 0, at_recipient: bool = False, at_server: bool = False) -> None:
        super().__init__(said)
        self.said = said
        self.code = code
        self.at_recipient = at_recipient
        self.at_server = at_server


class Transport(Protocol):
    """Takes mails one by one; used with `with`, it may keep its connection between them."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *error: object) -> None: ...

    def send(self, letter: Letter) -> None:
        """Hand one mail over; it is taken once this returns. Raises NotTaken."""


def configured() -> Transport | None:
    """Return the transport of the settings, or None where no mail server was named: mails then wait."""
    if not settings.EMAIL_URL:
        return None
    transport: Transport = import_string(settings.MAIL_TRANSPORT)()
    return transport
