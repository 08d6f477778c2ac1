"""Which receipt closes a cart, a quote or an order form."""

from collections.abc import Collection
from datetime import datetime, timedelta

CART_LIVES = timedelta(days=90)


def closes(*, cart_skus: Collection[str], made_at: datetime, receipt_skus: Collection[str], sold_at: datetime) -> bool:
    """Tell whether a receipt buys what a cart holds: within 90 days, at least half of its articles.

    >>> made = datetime(2026, 1, 1)
    >>> closes(cart_skus={"A", "B"}, made_at=made, receipt_skus={"B"}, sold_at=datetime(2026, 1, 3))
    True
    """
    wanted = set(cart_skus)
    found = wanted & set(receipt_skus)
    return bool(wanted) and made_at <= sold_at <= made_at + CART_LIVES and 2 * len(found) >= len(wanted)
