"""Secrets that stand in links. Those of confirmations are drawn by lot; those of footers are signed."""

import secrets
import struct
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

from chaland.kernel.sealed import Sealed

FOOTER_LASTS = timedelta(days=430)
"""More than the thirteen months that a mail may be answered after."""
CHANNELS = ("email", "sms", "phone", "post")
_EPOCH = date(2020, 1, 1)
_FOOTER = Sealed(b"footer-link:", struct.Struct(">QB4s4sH"), 14)


def new_token() -> str:
    """Return a secret of 128 bits, in 22 characters."""
    return secrets.token_urlsafe(16)


def token_hash(token: str) -> str:
    """Return what is kept of a secret."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()


def address_of(name: str, token: str) -> str:
    """Return the whole address of the public page of this name."""
    return f"{settings.PUBLIC_URL}{reverse(name, kwargs={'token': token})}"


def mark(text: str) -> bytes:
    """Return four bytes that stand for a purpose or an address in a token; they tell neither."""
    return sha256(text.encode()).digest()[:4]


@dataclass(frozen=True, slots=True)
class Footer:
    """What the link at the foot of a mail says: to whom it went, about what, to which address."""

    customer_id: int
    channel: str
    purpose: bytes
    address: bytes

    def is_about(self, purpose: str) -> bool:
        """Tell whether it is about a purpose: that one, or every one."""
        return self.purpose in (mark(purpose), mark(""))


def footer_token(customer_id: int, *, purpose: str = "", channel: str = "email", address: str, now: datetime) -> str:
    """Return a token good for FOOTER_LASTS, of 44 characters. purpose: none for everything."""
    days = (now.astimezone(UTC).date() - _EPOCH).days
    said = (customer_id, CHANNELS.index(channel), mark(purpose), mark(address), days)
    return _FOOTER.token(said, settings.SECRET_KEY)


def read_footer(token: str, *, now: datetime) -> Footer | None:
    """Return what a token says, or None where it is not ours, was changed, cut short or is out of date.

    One signed with a key of `SECRET_KEY_FALLBACKS` is as good.
    """
    said = _FOOTER.read(token, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    if said is None:
        return None
    customer_id, channel, purpose, address, days = said
    if now.astimezone(UTC).date() > _EPOCH + timedelta(days=days) + FOOTER_LASTS:
        return None
    return Footer(customer_id, CHANNELS[channel], purpose, address)
