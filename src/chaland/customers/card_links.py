"""Links by which a customer opens their card on a telephone: sealed with the server's key, nothing is stored."""

import struct

from django.conf import settings

from chaland.customers.models import Card
from chaland.kernel.sealed import Sealed

_CARD = Sealed(b"card-link:", struct.Struct(">Q"), 16)
_GREATEST_ID = 2**63


def card_token(card: Card) -> str:
    """Return the secret of a card, of 32 characters; it opens nothing any more once the card is lost or replaced."""
    return _CARD.token((card.pk,), settings.SECRET_KEY, beside=card.number)


def card_of(token: str) -> Card | None:
    """Return the active card that a secret stands for; None where it was made up, cut short or is of another's card."""
    said = _CARD.said(token)
    if said is None:
        return None
    known = Card.objects.filter(pk=said[0]).first() if said[0] < _GREATEST_ID else None
    # Sealed also where there is no such card, so that the time taken tells nothing.
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    is_ours = _CARD.is_ours(token, keys, beside=known.number if known else "")
    return known if is_ours and known is not None and known.status == Card.Status.ACTIVE else None
