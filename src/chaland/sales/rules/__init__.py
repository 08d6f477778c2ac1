"""Decisions about receipts, figures and rhythm: pure functions."""

from chaland.sales.rules.figures import (
    CustomerFigures,
    Rhythm,
    Sale,
    figures,
    figures_with,
    is_visit,
    rhythm,
    rhythm_state,
    rhythm_trend,
)
from chaland.sales.rules.receipts import (
    LineInput,
    ReceiptInput,
    body_hash,
    bought_or_returned,
    flags,
    refused,
    returned_beyond,
    taken_back,
)

__all__ = [
    "CustomerFigures",
    "LineInput",
    "ReceiptInput",
    "Rhythm",
    "Sale",
    "body_hash",
    "bought_or_returned",
    "figures",
    "figures_with",
    "flags",
    "is_visit",
    "refused",
    "returned_beyond",
    "rhythm",
    "rhythm_state",
    "rhythm_trend",
    "taken_back",
]
