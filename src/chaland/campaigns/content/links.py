"""Links of a message that are followed through us: a signed token that leads to the link's own address alone."""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

_BODY = struct.Struct(">QI6s")
_SEAL_BYTES = 12
_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Followed:
    """Which link of which message. mark: of the address it leads to, see `mark`."""

    message_id: int
    content_id: int
    mark: bytes


def mark(url: str) -> bytes:
    """Return six bytes that stand for an address."""
    return sha256(url.encode()).digest()[:6]


def link_token(message_id: int, content_id: int, mark_of_url: bytes) -> str:
    """Return the token of one link of one message, of 40 characters."""
    body = _BODY.pack(message_id, content_id, mark_of_url)
    return urlsafe_b64encode(body + _seal(body, settings.SECRET_KEY)).decode()


def read_link(token: str) -> Followed | None:
    """Return what a token says, None where it is not ours or was changed."""
    if len(token) != _CHARACTERS or not token.isascii():
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
    return Followed(*_BODY.unpack(body))


def _seal(body: bytes, key: str) -> bytes:
    return hmac.new(b"campaign-link:" + key.encode(), body, sha256).digest()[:_SEAL_BYTES]
