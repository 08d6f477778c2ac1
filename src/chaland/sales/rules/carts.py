"""Which receipt closes a cart, a quote or an order form, and what a quote may say."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from chaland.kernel.errors import Refusal
from chaland.kernel.secret_numbers import holds_secret_number

CART_LIVES = timedelta(days=90)
MOST_LINES = 100
PREFIXES = {"quote": "D", "order": "BC"}
"""How the numbers that the shop gives begin: *devis*, *bon de commande*."""


def lives_until(made_at: datetime, valid_until_on: date | None) -> datetime:
    """Return until when a receipt may close a cart: 90 days, or the end of its last day where that is later."""
    usual = made_at + CART_LIVES
    if valid_until_on is None:
        return usual
    return max(usual, datetime.combine(valid_until_on + timedelta(days=1), time(), made_at.tzinfo))


def closes(
    *,
    cart_skus: Collection[str],
    made_at: datetime,
    receipt_skus: Collection[str],
    sold_at: datetime,
    valid_until_on: date | None = None,
) -> bool:
    """Tell whether a receipt buys what a cart holds: while it lives, at least half of its articles.

    >>> made = datetime(2026, 1, 1)
    >>> closes(cart_skus={"A", "B"}, made_at=made, receipt_skus={"B"}, sold_at=datetime(2026, 1, 3))
    True
    """
    wanted = set(cart_skus)
    found = wanted & set(receipt_skus)
    is_in_time = made_at <= sold_at <= lives_until(made_at, valid_until_on)
    return bool(wanted) and is_in_time and 2 * len(found) >= len(wanted)


def line_amount(price_cents: int, quantity_milli: int) -> int:
    """Return a line's amount in cents for the price of one, halves away from zero.

    >>> line_amount(1999, 1500), line_amount(-1, 500)
    (2999, -1)
    """
    product = price_cents * quantity_milli
    rounded = (2 * abs(product) + 1000) // 2000
    return rounded if product >= 0 else -rounded


def next_number(kind: str, year: int, taken: Collection[str]) -> str:
    """Return the number of the next quote or order form of a store in a year, after the references it has.

    >>> next_number("quote", 2026, ["D2026-0009", "D2026-0010", "D2026-x"])
    'D2026-0011'
    """
    stem = f"{PREFIXES[kind]}{year}-"
    tails = [reference.removeprefix(stem) for reference in taken if reference.startswith(stem)]
    last = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)
    return f"{stem}{last + 1:04}"


def check_label(label: str, field: str) -> None:
    """Raise Refusal `text_holds_secret_number` about the words of a line."""
    if holds_secret_number(label):
        raise Refusal("text_holds_secret_number", field=field)


def check_days(today: date, *, valid_until_on: date | None, follow_up_on: date | None) -> None:
    """Raise Refusal `quote_already_over` or `follow_up_is_past`."""
    if valid_until_on and valid_until_on < today:
        raise Refusal("quote_already_over", field="valid_until")
    if follow_up_on and follow_up_on < today:
        raise Refusal("follow_up_is_past", field="follow_up")
