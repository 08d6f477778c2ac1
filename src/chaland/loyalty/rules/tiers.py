"""Which tier somebody holds, from what counted for it on each day, and until when."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import accumulate
from typing import Literal, TypeAlias

from chaland.loyalty.rules.programme import Programme, Sold, Tier

Amount: TypeAlias = tuple[date, int]
"""A day with a purchase, and what it counts for: points, cents or visits."""
LONGEST_YEAR = 366


def tier_on(day: date, amounts: Sequence[Amount], programme: Programme) -> str:
    """Return the tier held when a day begins: the highest reached then or within the grace before; "" is none.

    amounts: the first day first.
    """
    if not programme.tiers:
        return ""
    days = [one for one, _ in amounts]
    sums = [0, *accumulate(amount for _, amount in amounts)]

    def between(begin: date, end: date) -> int:
        return sums[bisect_left(days, end)] - sums[bisect_left(days, begin)]

    since = day - timedelta(programme.grace_days)
    # Within the grace, what is counted may have been at its highest after each purchase.
    ends = [(one, one + timedelta(1)) for one in days[bisect_left(days, since) : bisect_left(days, day)]]
    reached = max(between(_begin(on, end, programme), end) for on, end in [(day, day), (since, since), *ends])
    return next((tier.code for tier in reversed(programme.tiers) if reached >= tier.least), "")


def _begin(on: date, end: date, programme: Programme) -> date:
    """Return the first day that counts on a day, of those before `end`."""
    return date(on.year, 1, 1) if programme.tier_by_year else end - timedelta(programme.tier_days)


def measured(day: date, amounts: Iterable[Amount], programme: Programme) -> int:
    """Return what counts for the tier when a day begins: points, cents or visits of the period before it."""
    begin = _begin(day, day, programme)
    return sum(amount for one, amount in amounts if begin <= one < day)


def tier_ends(day: date, amounts: Iterable[Amount], programme: Programme) -> date | None:
    """Return the first day after `day` on which a tier may be another without any more purchase; None is never."""
    return min((end for one, _ in amounts if (end := _end(one, programme)) > day), default=None)


def _end(one: date, programme: Programme) -> date:
    grace = timedelta(programme.grace_days)
    if programme.tier_by_year:
        return date(one.year + 1, 1, 1) + grace
    return one + timedelta(programme.tier_days + 1) + grace


def held(tiers: Sequence[Tier], code: str) -> Sequence[Tier]:
    """Return the tier of a code and those below it, the lowest first; none for a code that is none."""
    place = next((place for place, one in enumerate(tiers, 1) if one.code == code), 0)
    return tiers[:place]


def best(tiers: Sequence[Tier], code: str, gift: Literal["yearly", "birthday"]) -> int | None:
    """Return the kind of voucher that whoever holds a tier is given: its own, or that of the next below with one."""
    kinds: list[int | None] = [getattr(one, gift) for one in held(tiers, code)]
    return next((kind for kind in reversed(kinds) if kind), None)


def discount_cents(programme: Programme, code: str, lines: Iterable[Sold]) -> int:
    """Return what a tier takes off a basket; articles that give no points are sold at their price.

    >>> gold = Programme(date(2026, 1, 1), tiers=(Tier("t1", 0, percent=10),))
    >>> discount_cents(gold, "t1", [Sold(1, 1999, 1000), Sold(2, -500, -1000)])
    200
    """
    percent = next((one.percent for one in programme.tiers if one.code == code), 0)
    cents = sum(
        line.amount_cents
        for line in lines
        if line.amount_cents > 0 and not any(choice.takes(line) for choice in programme.excluded)
    )
    return (cents * percent + 50) // 100


def reach(versions: Iterable[Programme]) -> timedelta:
    """Return how far back of a day what counts for its tier may lie."""
    return timedelta(max((_longest(one) for one in versions if one.tiers), default=0))


def _longest(programme: Programme) -> int:
    return (LONGEST_YEAR if programme.tier_by_year else programme.tier_days) + programme.grace_days + 1
