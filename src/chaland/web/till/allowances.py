"""The word by which a till may use some points of a card without a network: signed, bounded, and naming nobody."""

from datetime import UTC, datetime

from django.core import signing

from chaland.kernel.errors import Refusal
from chaland.loyalty.rules.offline import Allowance

_SALT = "till-allowance"


def word_of(told: Allowance) -> str:
    """Return the word that the browser keeps, and sends back with what it used."""
    values = [told.till_id, told.subject, told.points, told.burn_points, told.burn_cents, told.serial]
    return signing.dumps([int(told.ends_at.timestamp()), *values], salt=_SALT)


def allowance_of(word: str) -> Allowance:
    """Return what a word allows. Raises Refusal `operation_not_understood` for one that is not of ours."""
    try:
        ends, till, subject, points, burn_points, burn_cents, serial = signing.loads(word, salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        raise Refusal("operation_not_understood") from None
    return Allowance(till, subject, points, burn_points, burn_cents, datetime.fromtimestamp(ends, UTC), serial)
