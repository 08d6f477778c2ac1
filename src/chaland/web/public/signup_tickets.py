"""What a form shown to the public carries along: which version it is, and the key of this one time it is filled in.

It is signed, and stands for a CSRF cookie: these pages set none. See `signup.py` for the other half, the origin.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core import signing

_SIGNER = signing.Signer(salt="chaland.signups.form")


class TicketRefusedError(Exception):
    """It is missing, forged or cut short."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """texts: by `purpose:channel`, the text that stood beside the box."""

    key: UUID
    version_id: int
    language: str
    texts: Mapping[str, int]
    shown_at: datetime

    @property
    def by_box(self) -> dict[tuple[str, str], int]:
        """The texts by purpose and channel."""
        pairs = ((key.partition(":"), text_id) for key, text_id in self.texts.items())
        return {(purpose, channel): text_id for (purpose, _, channel), text_id in pairs}

    def is_over(self, now: datetime, lasts: timedelta) -> bool:
        return now - self.shown_at > lasts


def write(version_id: int, language: str, texts: Mapping[str, int], *, now: datetime) -> str:
    """Return a new ticket, with a key of its own."""
    return _SIGNER.sign_object(
        {"k": uuid4().hex, "v": version_id, "l": language, "t": dict(texts), "at": now.isoformat()}
    )


def read(text: str) -> Ticket:
    """Return what a ticket says. Raises TicketRefusedError."""
    try:
        told: Any = _SIGNER.unsign_object(text)
    except (signing.BadSignature, ValueError):
        raise TicketRefusedError from None
    return Ticket(UUID(told["k"]), told["v"], told["l"], told["t"], datetime.fromisoformat(told["at"]))
