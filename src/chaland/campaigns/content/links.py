"""Links of a message that are followed through us: a signed token that leads to the link's own address alone."""

import struct
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings

from chaland.kernel.sealed import Sealed

_LINK = Sealed(b"campaign-link:", struct.Struct(">QI6s"), 12)
_PRODUCT = b"\xff"


NOBODYS = 0


@dataclass(frozen=True, slots=True)
class Followed:
    """Which link of which message. mark: of the address it leads to, see `mark`.

    message_id: `NOBODYS` in what is sent to those of whom it is not noted, alike for all of them.
    """

    message_id: int
    content_id: int
    mark: bytes


def mark(url: str) -> bytes:
    """Return six bytes that stand for an address."""
    return sha256(url.encode()).digest()[:6]


def mark_of_product(product_id: int) -> bytes:
    """Return six bytes that stand for a new arrival: no content names those, see `product_of`."""
    return _PRODUCT + product_id.to_bytes(5)


def product_of(mark: bytes) -> int | None:
    """Return the product that a mark of `mark_of_product` stands for."""
    return int.from_bytes(mark[1:]) if mark[:1] == _PRODUCT else None


def link_token(message_id: int, content_id: int, mark_of_url: bytes) -> str:
    """Return the token of one link of one message, of 40 characters."""
    return _LINK.token((message_id, content_id, mark_of_url), settings.SECRET_KEY)


def read_link(token: str) -> Followed | None:
    """Return what a token says, None where it is not ours or was changed."""
    said = _LINK.read(token, [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS])
    return Followed(*said) if said else None
