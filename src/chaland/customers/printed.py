"""Numbers for cards of the shop's own. The caller opens the transaction."""

import secrets
from collections.abc import Iterable
from datetime import datetime

from chaland.customers.models import Card, PrintedCard
from chaland.database.locks import lock_words
from chaland.kernel.barcode import card_number

_DIGITS = 12


def draw_cards(count: int, *, prefix: str, now: datetime) -> list[str]:
    """Draw numbers by lot, so that none can be guessed from another, and keep them: no card ever bears one twice."""
    lock_words(["cards drawn"])
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        lot = {card_number(prefix, secrets.randbelow(10 ** (_DIGITS - len(prefix)))) for _ in range(count - len(drawn))}
        drawn |= dict.fromkeys(sorted(lot - _taken(lot)))
    PrintedCard.objects.bulk_create(PrintedCard(number=number, drawn_at=now) for number in drawn)
    return list(drawn)


def _taken(numbers: Iterable[str]) -> set[str]:
    wanted = list(numbers)
    cards = Card.objects.filter(number__in=wanted).values_list("number", flat=True)
    return {*cards, *PrintedCard.objects.filter(number__in=wanted).values_list("number", flat=True)}
