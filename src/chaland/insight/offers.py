"""Baskets to count associations in, and to whom the other half of an association could be offered."""

import math
from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any, TypeAlias

from chaland.insight.buying import Buying, Key, is_bought
from chaland.stores.rules import PATH_SEPARATOR

Offer: TypeAlias = tuple[Sequence[Any], Any]
"""What somebody buys, and what could be offered with it."""
MOST_LINES = 3_000_000


def size(buying: Buying) -> Any:
    """Return how many lines the people bought, in one row: lines."""
    lines = buying.lines()
    rows = lines if buying.people is None else lines.filter(buying.is_theirs(lines))
    return rows.aggregate(lines=rows.count())


def one_in(lines: int) -> int:
    """Return of how many baskets one is counted, so that at most some three million lines are.

    >>> one_in(0), one_in(3_000_000), one_in(3_000_001)
    (1, 1, 2)
    """
    return max(1, math.ceil(lines / MOST_LINES))


def baskets(buying: Buying, key: Key, every: int = 1) -> Any:
    """Return each basket with each thing in it: basket_id, item_id (null where an article has none), one row each.

    Everybody's include the receipts without a customer; returned lines are left out. every: one basket in so many.
    """
    lines = buying.keyed(key=key)
    kept = lines.filter(is_bought(lines), lines.receipt_id % every == 0)
    if buying.people is not None:
        kept = kept.filter(buying.is_theirs(kept))
    return kept.select(basket_id="receipt_id", item_id="key").distinct()


def without(buying: Buying, key: Key, offers: Sequence[Offer]) -> Any:
    """Return, in one row, how many people bought all that is given and not the rest, as offer_0, offer_1 and so on.

    Bought at any time of the period, not only together; a family counts with those below it.
    """
    lines = buying.keyed(key=key)
    bought = lines.filter(buying.is_theirs(lines), is_bought(lines), lines.key.notnull())
    rows = bought.select("customer_id", "key").distinct()
    things = list(dict.fromkeys(thing for given, item in offers for thing in (*given, item)))
    held = rows.group_by("customer_id").aggregate(
        **{f"thing_{place}": _is(rows.key, thing).max() for place, thing in enumerate(things)}
    )
    has = {thing: held[f"thing_{place}"] for place, thing in enumerate(things)}
    counts = (reduce(and_, [has[thing] for thing in given]) & ~has[item] for given, item in offers)
    return held.aggregate(**{f"offer_{place}": count.sum() for place, count in enumerate(counts)})


def _is(key: Any, thing: Any) -> Any:
    if isinstance(thing, str):
        return (key == thing) | key.startswith(thing + PATH_SEPARATOR)
    return key == thing
