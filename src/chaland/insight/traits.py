"""Two traits of articles against each other: sizes and colours, materials and price levels."""

import re
from collections.abc import Sequence
from typing import Any

from chaland.insight.buying import Buying, Key, is_bought

LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "2xl", "xxxl", "3xl", "4xl", "5xl")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def crossed(buying: Buying, rows: Key, columns: Key) -> Any:
    """Return what the people bought for each pair of the two traits that articles have both.

    row, column, revenue_cents and quantity_milli (returns deducted), buyers. Everybody's include the amounts and
    quantities of receipts without a customer.
    """
    lines = buying.keyed(row=rows, column=columns)
    lines = lines.filter(lines.row.notnull(), lines.column.notnull())
    if buying.people is not None:
        lines = lines.filter(buying.is_theirs(lines))
    each = lines.group_by("row", "column", "customer_id").aggregate(
        revenue_cents=lines.amount_cents.sum(),
        quantity_milli=lines.quantity_milli.sum(),
        is_buyer=(is_bought(lines) & lines.customer_id.notnull()).cast("int64").max(),
    )
    return each.group_by("row", "column").aggregate(
        revenue_cents=each.revenue_cents.sum(),
        quantity_milli=each.quantity_milli.sum(),
        buyers=each.is_buyer.sum(),
    )


def in_order(values: Sequence[str]) -> list[str]:
    """Return texts as a shop lists sizes: by number, then by letter size, the others by name.

    >>> in_order(["M", "rouge", "40", "S", "8 OZ", "38,5"])
    ['8 OZ', '38,5', '40', 'S', 'M', 'rouge']
    """
    return sorted(values, key=_place)


def _place(text: str) -> tuple[int, float, str]:
    small = text.strip().lower()
    if small in LETTERS:
        return 1, LETTERS.index(small), small
    number = _NUMBER.match(small)
    return (0, float(number[0].replace(",", ".")), small) if number else (2, 0, small)
