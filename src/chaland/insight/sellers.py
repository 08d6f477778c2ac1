"""What sellers and stores do over time: revenue, visits, receipts with a customer, customers who come back."""

from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import date
from operator import add
from typing import Any, Literal, TypeAlias

import ibis

from chaland.insight.looking import Looking, between, days_from
from chaland.warehouse.engine import run

Who: TypeAlias = Literal["seller_id", "store_id"]
Key: TypeAlias = tuple[int | None, date]
"""Who, None for receipts without a seller; and the first day of the month."""


@dataclass(frozen=True, slots=True)
class Takings:
    """What a seller or a store took in. visits: receipts that are no return; revenue: returns deducted.

    with_customer: receipts whose customer is known. items: lines of visits, returns left out.
    due: customers served whose usual interval has passed since, once for each month, from the first time in it; kept:
    those of them who came back within it, to whichever seller.
    """

    receipts: int
    visits: int
    revenue_cents: int
    with_customer: int
    due: int = 0
    kept: int = 0
    items: int = 0

    @property
    def basket_cents(self) -> int | None:
        """Revenue ÷ visits, halves up; None without a visit."""
        return (2 * self.revenue_cents + self.visits) // (2 * self.visits) if self.visits else None

    @property
    def items_per_receipt(self) -> float | None:
        """Lines ÷ visits; None without a visit."""
        return self.items / self.visits if self.visits else None

    @property
    def card_share(self) -> float | None:
        """Share of the receipts whose customer is known."""
        return self.with_customer / self.receipts if self.receipts else None

    @property
    def kept_share(self) -> float | None:
        """Share of the customers who came back in time; None where nobody is due yet."""
        return self.kept / self.due if self.due else None

    def __add__(self, other: "Takings") -> "Takings":
        mine, theirs = astuple(self), astuple(other)
        return Takings(*map(add, mine, theirs))


def takings(looking: Looking, first: date, last: date, who: Who) -> Mapping[Key, Takings]:
    """Return what each took in month by month, from one day to the other, both within."""
    rows = _with_month(between(looking.rows("receipts"), first, last))
    added = rows.group_by(who, "month").aggregate(
        receipts=rows.count(),
        visits=rows.receipt_id.count(where=rows.total_cents >= 0),
        revenue_cents=rows.total_cents.sum(),
        with_customer=rows.customer_id.count(),
    )
    kept = _by_key(_kept(looking, first, last, who), who)
    items = _by_key(_items(looking, first, last, who), who)
    return {key: Takings(**row, **kept.get(key, {}), **items.get(key, {})) for key, row in _by_key(added, who).items()}


def _items(looking: Looking, first: date, last: date, who: Who) -> Any:
    """Count the lines of visits, whatever their quantity: litres of fuel and grams of tea are one article each."""
    receipts = _with_month(between(looking.rows("receipts"), first, last))
    receipts = receipts.filter(receipts.total_cents >= 0).select("receipt_id", who, "month")
    lines = between(looking.rows("lines"), first, last)
    lines = lines.filter(lines.quantity_milli > 0).select("receipt_id")
    rows = lines.inner_join(receipts, "receipt_id")
    return rows.group_by(who, "month").aggregate(items=rows.count())


def _by_key(rows: Any, who: str) -> dict[Key, dict[str, int]]:
    return {(row.pop(who), row.pop("month")): row for row in run(rows.order_by("month", who)).to_pylist()}


def _with_month(rows: Any) -> Any:
    return rows.mutate(month=rows.business_on.truncate("M").cast("date"))


def _kept(looking: Looking, first: date, last: date, who: Who) -> Any:
    """Count the customers whose usual interval has passed since they were served, and who came back within it."""
    visits = looking.known()
    visits = visits.filter(visits.total_cents >= 0, visits.business_on >= first)
    days = visits.select("customer_id", "business_on").distinct()
    by_day = ibis.window(group_by="customer_id", order_by="business_on")
    days = days.select(came="customer_id", day="business_on", next_on=days.business_on.lead().over(by_day))
    served = _with_month(visits.filter(visits.business_on <= last))
    served = served.group_by(who, "month", "customer_id").aggregate(served_on=served.business_on.min())
    habits = looking.figures().filter(ibis._.usual_interval_days.notnull())
    habits = habits.select(known="customer_id", usual="usual_interval_days")
    rows = served.inner_join(days, [served.customer_id == days.came, served.served_on == days.day])
    rows = rows.inner_join(habits, [("customer_id", "known")])
    rows = rows.filter(days_from(rows.served_on, ibis.literal(looking.today)) >= rows.usual)
    in_time = (days_from(rows.served_on, rows.next_on) <= rows.usual).fill_null(False)  # noqa: FBT003
    return rows.group_by(who, "month").aggregate(due=rows.count(), kept=in_time.cast("int64").sum())
