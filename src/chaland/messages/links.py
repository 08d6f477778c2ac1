"""Secrets that stand in links. Those of confirmations are drawn by lot; those of footers are signed."""

import hmac
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.urls import reverse

FOOTER_LASTS = timedelta(days=430)
"""More than the thirteen months that a mail may be answered after."""
CHANNELS = ("email", "sms", "phone", "post")
_EPOCH = date(2020, 1, 1)
_BODY = struct.Struct(">QB4s4sH")
_SEAL_BYTES = 14
_TOKEN_CHARACTERS = 44


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
    body = _BODY.pack(customer_id, CHANNELS.index(channel), mark(purpose), mark(address), days)
    return urlsafe_b64encode(body + _seal(body, settings.SECRET_KEY)).decode()


def read_footer(token: str, *, now: datetime) -> Footer | None:
    """Return what a token says, or None where it is not ours, was changed, cut short or is out of date.

    One signed with a key of `SECRET_KEY_FALLBACKS` is as good.
    """
    if len(token) != _TOKEN_CHARACTERS or not token.isascii():
        return None
    try:
        whole = urlsafe_b64decode(token)
    except ValueError:
        return None
    body, seal = whole[: _BODY.size], whole[_BODY.size :]
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Every key is tried, so that the time taken tells nothing.
    if not any([hmac.compare_digest(_seal(body, key), seal) for key in keys]):  # noqa: C419
        return None
    customer_id, channel, purpose, address, days = _BODY.unpack(body)
    if now.astimezone(UTC).date() > _EPOCH + timedelta(days=days) + FOOTER_LASTS:
        return None
    return Footer(customer_id, CHANNELS[channel], purpose, address)


def _seal(body: bytes, key: str) -> bytes:
    return hmac.new(b"footer-link:" + key.encode(), body, sha256).digest()[:_SEAL_BYTES]
