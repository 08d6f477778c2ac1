"""Tokens that say something and are sealed, so that nobody can make or change one: nothing of them is stored."""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any


@dataclass(frozen=True, slots=True)
class Sealed:
    """One kind of token. about: what sets it apart from the others. body: what it says. seal_bytes: of its seal.

    body and seal together are a multiple of three bytes, so that the token has no padding.

    >>> kind = Sealed(b"card:", struct.Struct(">Q"), 16)
    >>> token = kind.token((7,), "key")
    >>> len(token), kind.read(token, ["other", "key"]), kind.read(token, ["other"])
    (32, (7,), None)
    """

    about: bytes
    body: struct.Struct
    seal_bytes: int

    def token(self, said: Sequence[Any], key: str, *, beside: str = "") -> str:
        """Return the token. beside: words that it is sealed with and does not say."""
        body = self.body.pack(*said)
        return urlsafe_b64encode(body + self._seal(body, key, beside)).decode()

    def said(self, token: str) -> tuple[Any, ...] | None:
        """Return what a token says, sealed or not; None where it is none of this kind."""
        if len(token) * 3 != (self.body.size + self.seal_bytes) * 4 or not token.isascii():
            return None
        try:
            return self.body.unpack(urlsafe_b64decode(token)[: self.body.size])
        except (ValueError, struct.error):
            return None

    def is_ours(self, token: str, keys: Sequence[str], *, beside: str = "") -> bool:
        """Tell whether a token that says something was sealed with one of the keys."""
        whole = urlsafe_b64decode(token)
        body, seal = whole[: self.body.size], whole[self.body.size :]
        # Every key is tried, so that the time taken tells nothing.
        return any([hmac.compare_digest(self._seal(body, key, beside), seal) for key in keys])  # noqa: C419

    def read(self, token: str, keys: Sequence[str]) -> tuple[Any, ...] | None:
        """Return what a token says, None where it is not ours or was changed."""
        said = self.said(token)
        return said if said is not None and self.is_ours(token, keys) else None

    def _seal(self, body: bytes, key: str, beside: str) -> bytes:
        return hmac.new(self.about + key.encode(), body + beside.encode(), sha256).digest()[: self.seal_bytes]
