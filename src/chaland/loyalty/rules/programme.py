"""What a programme says: what gives points, when they are multiplied, how long they last, and its tiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache

from chaland.kernel.text import fold

WHOLE = 100
"""Percent of points given when nothing multiplies them."""


@dataclass(frozen=True, slots=True)
class Sold:
    """One line of a receipt: amount in cents net of discounts, quantity in thousandths; negative when returned.

    categories: the family of the article and those above it.
    """

    product: int
    amount_cents: int
    quantity_milli: int
    categories: frozenset[int] = frozenset()
    brand: str = ""
    size: str = ""
    price_level: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which articles are meant: those that match each of the lists that is not empty; all of them without any.

    Brands, sizes and price levels match whatever their capitals, accents and apostrophes.
    """

    categories: frozenset[int] = frozenset()
    brands: frozenset[str] = frozenset()
    sizes: frozenset[str] = frozenset()
    price_levels: frozenset[str] = frozenset()
    products: frozenset[int] = frozenset()

    def takes(self, line: Sold) -> bool:
        """Tell whether a line is of these articles."""
        return (
            (not self.categories or bool(self.categories & line.categories))
            and (not self.brands or _is_among(line.brand, self.brands))
            and (not self.sizes or _is_among(line.size, self.sizes))
            and (not self.price_levels or _is_among(line.price_level, self.price_levels))
            and (not self.products or line.product in self.products)
        )


def _is_among(word: str, words: frozenset[str]) -> bool:
    return word in words or (bool(same := _folded(word)) and same in _all_folded(words))


_folded = lru_cache(maxsize=4096)(fold)


@lru_cache(maxsize=256)
def _all_folded(words: frozenset[str]) -> frozenset[str]:
    return frozenset(map(_folded, words))


EVERYTHING = Choice()


@dataclass(frozen=True, slots=True)
class Earning:
    """One way to earn. amount: `points` for each full `per_cents` spent; item: for each whole unit; visit: each time.

    least_cents: what the receipt must at least come to.
    """

    kind: str
    points: int
    per_cents: int = 100
    what: Choice = EVERYTHING
    least_cents: int = 0


@dataclass(frozen=True, slots=True)
class Multiplier:
    """When points count more. percent: 200 doubles. An empty list means at any time, anywhere, for everybody.

    weekdays: 0 is Monday. start, end: the hours of the store's own clock, end not included.
    """

    percent: int
    weekdays: frozenset[int] = frozenset()
    start: time | None = None
    end: time | None = None
    stores: frozenset[int] = frozenset()
    tiers: frozenset[str] = frozenset()
    first_on: date | None = None
    last_on: date | None = None
    birthday: bool = False


@dataclass(frozen=True, slots=True)
class Tier:
    """A tier, what it takes to reach it in the programme's measure of tiers, and what it brings.

    advantage: in the shop's words. percent: off everything at the till that may give points. early_access: to private
    sales. reached, yearly, birthday: the kinds of voucher it gives, by their numbers: once, each calendar year and on
    each birthday.
    """

    code: str
    least: int
    name: str = ""
    advantage: str = ""
    percent: int = 0
    early_access: bool = False
    reached: int | None = None
    yearly: int | None = None
    birthday: int | None = None


@dataclass(frozen=True, slots=True)
class Gifts:
    """Points given once, or once a year, for something else than a purchase.

    welcome, referred: with the first purchase that is kept; referrer: to who brought that person; profile: with the
    purchase after the file is complete; birthday: each year on the day; survey: for each survey answered.
    """

    welcome: int = 0
    birthday: int = 0
    referrer: int = 0
    referred: int = 0
    profile: int = 0
    survey: int = 0


@dataclass(frozen=True, slots=True)
class Programme:
    """One version of a programme, in force from `valid_from` until the next one is.

    excluded: articles that give nothing. most_per_day: points a customer can earn on one day.
    lasts_months: after how long points are lost; None is never. tier_measure: points, spend (cents) or visits,
    over the `tier_days` before, or since the year began (`tier_by_year`). tiers: the lowest first. grace_days: how
    long a tier is kept when it is not held.
    """

    valid_from: date
    earnings: tuple[Earning, ...] = ()
    multipliers: tuple[Multiplier, ...] = ()
    excluded: tuple[Choice, ...] = ()
    most_per_day: int | None = None
    lasts_months: int | None = None
    tier_measure: str = "spend"
    tier_days: int = 365
    tier_by_year: bool = False
    tiers: tuple[Tier, ...] = ()
    grace_days: int = 0
    gifts: Gifts = Gifts()
    notice_days: int = 30


def in_force(versions: Sequence[Programme], day: date) -> Programme | None:
    """Return the version in force on a day, the versions given in the order of `valid_from`.

    >>> first, second = Programme(date(2026, 1, 1)), Programme(date(2026, 6, 1))
    >>> in_force([first, second], date(2026, 5, 31)) is first, in_force([first, second], date(2025, 12, 31))
    (True, None)
    """
    return next((one for one in reversed(versions) if one.valid_from <= day), None)
