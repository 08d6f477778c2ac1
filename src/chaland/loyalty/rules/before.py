"""What an account came to before a day: with it, a receipt asks for nothing older than that day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from chaland.loyalty.rules.lots import NOTHING, Lot, Standing
from chaland.loyalty.rules.programme import Programme
from chaland.loyalty.rules.tiers import Amount


@dataclass(frozen=True, slots=True)
class Before:
    """What everything dated before `day` came to.

    standing: once what was to be lost before that day was. store: of the latest of it. earned: by purchases, less
    returns. gifts: points given once, by kind. amounts: what counts for tiers on each day within their reach.
    """

    day: date
    standing: Standing
    store: int
    earned: int
    gifts: dict[str, int]
    amounts: Sequence[Amount]


START = Before(date.min, NOTHING, 0, 0, {}, ())
"""Before anything was."""


def is_kept(versions: Iterable[Programme]) -> bool:
    """Tell whether one measure of the days serves every version."""
    return len({one.tier_measure for one in versions if one.tiers}) <= 1


def written(one: Before) -> str:
    """Return it as text; days as plain numbers, which are read fastest."""
    lots = [(lot.points, lot.expires_on and lot.expires_on.toordinal()) for lot in one.standing.lots]
    days = [(day.toordinal(), amount) for day, amount in one.amounts]
    kept = (one.day.toordinal(), lots, one.standing.debt, one.store, one.earned, one.gifts, days)
    return orjson.dumps(kept).decode()


def read(text: str) -> Before:
    """Return what was written.

    >>> read(written(START)) == Before(date.min, NOTHING, 0, 0, {}, [])
    True
    """
    day, lots, debt, store, earned, gifts, amounts = orjson.loads(text)
    left = tuple(Lot(points, expires_on and _day(expires_on)) for points, expires_on in lots)
    standing = Standing(sum(lot.points for lot in left), debt, left, ())
    return Before(_day(day), standing, store, earned, gifts, [(_day(one), amount) for one, amount in amounts])


def _day(ordinal: int) -> date:
    return date.fromordinal(ordinal)
