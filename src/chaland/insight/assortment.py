"""What some people buy against everybody, and what was gained and lost from one period to another.

Expressions for any engine; only people are counted as buyers, and only by lines that are no returns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import permutations
from typing import Any, TypeAlias

from chaland.insight.buying import Buying, Key, by_nothing, is_bought

FEWEST_BUYERS = 20
PARTS = ("buyers", "frequency", "basket")
PERIODS: Mapping[str, bool] = {"now": True, "before": False}
MEASURES = ("revenue_cents", "buyers", "purchases", "anonymous_cents")
Row: TypeAlias = Mapping[str, Any]


def shares(buying: Buying, key: Key) -> Any:
    """Return for each key what the people and all customers bought of it.

    key (null for lines that have none), revenue_cents, buyers, all_revenue_cents, all_buyers. Receipts without a
    customer are left out; a return takes its amount back.
    """
    each = _by_customer(buying, key)
    theirs = buying.is_theirs(each)
    return each.group_by("key").aggregate(
        revenue_cents=each.revenue_cents.sum(where=theirs).fill_null(0),
        buyers=each.is_buyer.sum(where=theirs).fill_null(0),
        all_revenue_cents=each.revenue_cents.sum(),
        all_buyers=each.is_buyer.sum(),
    )


def whole(buying: Buying) -> Any:
    """Return what the rows of `shares` are shares of: the same of all the articles together, in one row."""
    return shares(buying, by_nothing).drop("key")


def _by_customer(buying: Buying, key: Key) -> Any:
    lines = buying.keyed(key=key)
    known = lines.filter(lines.customer_id.notnull())
    return known.group_by("customer_id", "key").aggregate(
        revenue_cents=known.amount_cents.sum(), is_buyer=is_bought(known).cast("int64").max()
    )


@dataclass(frozen=True, slots=True)
class Taste:
    """What people buy of one thing against everybody. Shares are 0 to 1 of the whole that is looked at.

    index: 100 × share of the people who buy it ÷ share of all customers who do; None where nobody buys it.
    is_sure: at least 20 of the people buy it, or would if they bought as everybody.
    """

    key: Any
    revenue_cents: int
    buyers: int
    revenue_share: float
    buyers_share: float
    all_revenue_share: float
    all_buyers_share: float
    index: float | None
    is_sure: bool


def tastes(rows: Sequence[Row], total: Row) -> list[Taste]:
    """Return each row of `shares` against the whole, the greatest revenue first; names break ties."""
    ordered = sorted(rows, key=lambda row: (-row["revenue_cents"], str(row["key"])))
    return [_taste(row, total) for row in ordered]


def _taste(row: Row, total: Row) -> Taste:
    share, usual = (_part(row[name], total[name]) for name in ("buyers", "all_buyers"))
    return Taste(
        row["key"],
        row["revenue_cents"],
        row["buyers"],
        _part(row["revenue_cents"], total["revenue_cents"]),
        share,
        _part(row["all_revenue_cents"], total["all_revenue_cents"]),
        usual,
        100 * share / usual if usual else None,
        max(row["buyers"], usual * total["buyers"]) >= FEWEST_BUYERS,
    )


def _part(part: int, total: int) -> float:
    return part / total if total > 0 else 0.0


def changes(now: Buying, before: Buying, key: Key) -> Any:
    """Return for each key both periods side by side.

    key, then for each of `now_` and `before_`: revenue_cents (of the people), buyers, purchases (receipts that hold
    it and are no mere return), anonymous_cents (receipts without a customer; 0 where only some people are asked
    about). The periods must not overlap and be of the same people, store and families.
    """
    both, names = Buying(before.first_on, now.last_on, now.store_id, now.people, now.within).numbered(key)
    rows = both.filter(_is_of(now, both) | _is_of(before, both))
    if now.people is not None:
        rows = rows.filter(now.is_theirs(rows))
    rows = rows.mutate(is_now=_is_of(now, rows))
    sums, counts = _sums(rows), _purchases(rows)
    found = sums.left_join(counts, sums.number.identical_to(counts.number)).left_join(names, "number")
    columns = [f"{name}_{measure}" for name in PERIODS for measure in MEASURES]
    return found.select("key", **{name: found[name].fill_null(0).cast("int64") for name in columns})


def _is_of(buying: Buying, rows: Any) -> Any:
    return rows.business_on.between(buying.first_on, buying.last_on)


def _sums(rows: Any) -> Any:
    anonymous = rows.customer_id.isnull()
    return rows.group_by("number").aggregate(
        **{
            f"{name}_{measure}": rows.amount_cents.sum(where=(rows.is_now == is_now) & where)
            for name, is_now in PERIODS.items()
            for measure, where in (("revenue_cents", ~anonymous), ("anonymous_cents", anonymous))
        }
    )


def _purchases(rows: Any) -> Any:
    """Return for each number how often and by how many it was bought.

    Only the keys of a receipt are put together, no sums: half the work.
    """
    bought = rows.filter(is_bought(rows), rows.customer_id.notnull())
    receipts = bought.select("customer_id", "number", "is_now", "receipt_id").distinct()
    each = receipts.group_by("customer_id", "number", "is_now").aggregate(purchases=receipts.count())
    return each.group_by("number").aggregate(
        **{f"{name}_buyers": each.count(where=each.is_now == is_now) for name, is_now in PERIODS.items()},
        **{f"{name}_purchases": each.purchases.sum(where=each.is_now == is_now) for name, is_now in PERIODS.items()},
    )


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold of one thing in one period: revenue = buyers × frequency × basket, of the people known."""

    revenue_cents: int
    buyers: int
    purchases: int
    anonymous_cents: int = 0

    @property
    def frequency(self) -> Fraction | None:
        """Purchases by buyer; None without a buyer."""
        return Fraction(self.purchases, self.buyers) if self.buyers else None

    @property
    def basket_cents(self) -> Fraction | None:
        """What of a purchase is this, returns deducted; None without a purchase."""
        return Fraction(self.revenue_cents, self.purchases) if self.purchases else None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in two periods. The four parts, in cents, add up to the difference of all the revenue."""

    key: Any
    now: Sold
    before: Sold
    buyers_cents: int
    frequency_cents: int
    basket_cents: int

    @property
    def anonymous_cents(self) -> int:
        """What receipts without a customer add to the difference."""
        return self.now.anonymous_cents - self.before.anonymous_cents

    @property
    def difference_cents(self) -> int:
        """All the revenue now less all before."""
        parts = self.buyers_cents + self.frequency_cents + self.basket_cents
        return parts + self.anonymous_cents


def decomposed(rows: Sequence[Row]) -> list[Change]:
    """Return each row of `changes` with its parts, the greatest change either way first; names break ties."""
    found = [_change(row["key"], _sold(row, "now_"), _sold(row, "before_")) for row in rows]
    return sorted(found, key=lambda one: (-abs(one.difference_cents), str(one.key)))


def _sold(row: Row, prefix: str) -> Sold:
    return Sold(*(row[prefix + name] for name in MEASURES))


def _change(key: Any, now: Sold, before: Sold) -> Change:
    return Change(key, now, before, *parts(now, before))


def parts(now: Sold, before: Sold) -> tuple[int, int, int]:
    """Return what buyers, frequency and basket each add to the difference of revenue, in cents that add up to it.

    Each part is the mean of what its factor changes over the six orders in which the three can be changed one after
    the other (Shapley, 1953), so that none is favoured; cents lost by rounding go to the greatest part. Where one
    period has no buyer, all is by the buyers: there is no frequency or basket to compare with.
    """
    difference = now.revenue_cents - before.revenue_cents
    if not now.buyers or not before.buyers:
        return difference, 0, 0
    rounded = [round(part) for part in _means(_factors(before), _factors(now))]
    greatest = max(range(len(rounded)), key=lambda place: abs(rounded[place]))
    rounded[greatest] += difference - sum(rounded)
    buyers, frequency, basket = rounded
    return buyers, frequency, basket


def _factors(sold: Sold) -> tuple[Fraction, ...]:
    return Fraction(sold.buyers), sold.frequency or Fraction(0), sold.basket_cents or Fraction(0)


def _means(before: Sequence[Fraction], now: Sequence[Fraction]) -> list[Fraction]:
    orders = [*permutations(range(len(PARTS)))]
    sums = [Fraction(0)] * len(PARTS)
    for order in orders:
        factors = [*before]
        for place in order:
            former = _product(factors)
            factors[place] = now[place]
            sums[place] += _product(factors) - former
    return [total / len(orders) for total in sums]


def _product(factors: Sequence[Fraction]) -> Fraction:
    first, second, third = factors
    return first * second * third
