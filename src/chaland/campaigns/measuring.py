"""What people spent around a campaign, asked of the lake: as many days before as after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
import pyarrow as pa

from chaland.campaigns.rules.effect import Numbers
from chaland.insight.looking import between
from chaland.stores.models import Store
from chaland.warehouse.engine import table


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are measured. first, last: both within, `last` no later than today; days: what it is to be.

    apart_from: the day from which on people may have been treated differently, where that is earlier than `first`.
    """

    first: date
    last: date
    days: int
    apart_from: date | None = None

    @property
    def before(self) -> tuple[date, date]:
        """The first and last of as many days before anybody was treated differently."""
        end = (self.apart_from or self.first) - timedelta(days=1)
        return end - (self.last - self.first), end

    @property
    def closes_on(self) -> date:
        """The last day of the whole window."""
        return self.first + timedelta(days=self.days - 1)

    @property
    def is_over(self) -> bool:
        """Whether all of it has been measured."""
        return self.last >= self.closes_on


def window_of(first: date, days: int, today: date) -> Window:
    """Return the days measured so far of a window that begins on a day; of today what the tills told up to now.

    >>> window_of(date(2026, 11, 1), 30, date(2026, 11, 10)).before
    (datetime.date(2026, 10, 22), datetime.date(2026, 10, 31))
    """
    return Window(first, max(first, min(today, first + timedelta(days=days - 1))), days)


def takings(store_id: int | None, merchant_id: int | None) -> Any:
    """Return the receipts that count for a campaign: of its store, of its merchant's stores, or of the network."""
    rows = table("receipts")
    rows = rows.filter(rows.customer_id.notnull())
    if store_id is not None:
        return rows.filter(rows.store_id == store_id)
    if merchant_id is None:
        return rows
    return rows.filter(
        rows.store_id.isin(list(Store.objects.filter(merchant=merchant_id).values_list("pk", flat=True)))
    )


MEASURES = ("cents", "visits")


def around(people: Any, receipts: Any, window: Window) -> Any:
    """Return the people, a row each, with what they spent and how often they came: all of them, most of them 0.

    Columns beside theirs: cents_after, visits_after, cents_before, visits_before. people: has `customer_id`, once.
    """
    rows = between(receipts, window.before[0], window.last)
    rows = rows.filter((rows.business_on >= window.first) | (rows.business_on <= window.before[1]))
    return _with_spent(people, rows, rows.business_on >= window.first)


def around_each(people: Any, receipts: Any, days: int) -> Any:
    """Return the same as `around`, each measured over so many days from a day of their own on, `entered_on`."""
    rows = receipts.select("total_cents", "business_on", buyer="customer_id")
    met = people.select("customer_id", "entered_on").inner_join(rows, [("customer_id", "buyer")])
    met = met.mutate(away=met.business_on.delta(met.entered_on, unit="day"))
    near = met.filter(met.away >= -days, met.away < days)
    return _with_spent(people, near, near.away >= 0)


def _with_spent(people: Any, rows: Any, is_after: Any) -> Any:
    spent: Mapping[str, Any] = {
        "cents_after": rows.total_cents.sum(where=is_after),
        "cents_before": rows.total_cents.sum(where=~is_after),
        "visits_after": rows.count(where=is_after & (rows.total_cents >= 0)),
        "visits_before": rows.count(where=~is_after & (rows.total_cents >= 0)),
    }
    by_person = rows.group_by("customer_id").aggregate(**spent).rename({"spender": "customer_id"})
    found = people.left_join(by_person, [("customer_id", "spender")]).drop("spender")
    return found.mutate(**{name: found[name].fill_null(0) for name in spent})


def added_up(found: Any, *keys: str) -> Any:
    """Return a row for each mix of the keys: `people`, and of each measure the sums of `rules.effect.Moments`."""
    sums: dict[str, Any] = {}
    for measure in MEASURES:
        after, before = (found[f"{measure}_{side}"].cast("float64") for side in ("after", "before"))
        squares = (after, after * after, before, before * before, after * before)
        sums |= {f"{measure}_{place}": column.sum() for place, column in enumerate(squares, 1)}
    sums["people"] = found.count().cast("float64")
    return found.group_by(*keys).aggregate(**sums) if keys else found.aggregate(**sums)


def sums_of(rows: pa.Table, measure: str) -> Numbers:
    """Return the six sums of each row of `added_up`."""
    names = ("people", *(f"{measure}_{place}" for place in range(1, 6)))
    return np.stack([rows[name].fill_null(0).to_numpy() for name in names], axis=-1)
