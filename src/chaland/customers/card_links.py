"""Links by which a customer opens their card on a telephone: sealed with the server's key, nothing is stored."""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256

from django.conf import settings

from chaland.customers.models import Card

_BODY = struct.Struct(">Q")
_SEAL_BYTES = 16
_CHARACTERS = 32


def card_token(card: Card) -> str:
    """Return the secret of a card, of 32 characters; it opens nothing any more once the card is lost or replaced."""
    body = _BODY.pack(card.pk)
    return urlsafe_b64encode(body + _seal(body, card.number, settings.SECRET_KEY)).decode()


def card_of(token: str) -> Card | None:
    """Return the active card that a secret stands for; None where it was made up, cut short or is of another's card."""
    if len(token) != _CHARACTERS or not token.isascii():
        return None
    try:
        whole = urlsafe_b64decode(token)
    except ValueError:
        return None
    body, seal = whole[: _BODY.size], whole[_BODY.size :]
    number = _BODY.unpack(body)[0]
    known = Card.objects.filter(pk=number).first() if number < 2**63 else None
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    # Sealed also where there is no such card, so that the time taken tells nothing.
    is_ours = any([hmac.compare_digest(_seal(body, known.number if known else "", key), seal) for key in keys])  # noqa: C419
    return known if is_ours and known is not None and known.status == Card.Status.ACTIVE else None


def _seal(body: bytes, number: str, key: str) -> bytes:
    return hmac.new(b"card-link:" + key.encode(), body + number.encode(), sha256).digest()[:_SEAL_BYTES]
