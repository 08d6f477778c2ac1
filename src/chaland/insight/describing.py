"""The customers as the search for kinds of customers sees them: a year of measures, habits and families."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from chaland.insight.looking import Looking, between, days_from
from chaland.insight.profiles import Feature, Kind
from chaland.insight.profiles.features import Floats
from chaland.stores.rules import PATH_SEPARATOR
from chaland.warehouse.engine import table

FAMILIES = 12
MORNING_ENDS, EVENING_BEGINS = 12, 17
WEEKEND = (5, 6)
# A family mostly bought by itself, such as fuel, parts those with a car from the others, and hides the rest.
MOSTLY_ALONE = 0.5


def families(looking: Looking, first_on: date, last_on: date) -> Any:
    """Return the greatest top families by revenue. alone: the part of its receipts that hold no other family."""
    lines = with_family(between(looking.known("lines"), first_on, last_on))
    baskets = lines.group_by("receipt_id", "family").aggregate(cents=lines.amount_cents.sum())
    baskets = baskets.mutate(others=baskets.count().over(group_by="receipt_id") - 1)
    found = baskets.group_by("family").aggregate(
        cents=baskets.cents.sum(), alone=(baskets.others == 0).cast("float64").mean()
    )
    return found.filter(found.cents > 0).order_by([ibis.desc("cents"), "family"]).limit(2 * FAMILIES)


def telling(found: pa.Table) -> list[str]:
    """Return the families that tell customers apart: the greatest, without those mostly bought alone."""
    rows = found.to_pylist()
    beside = [row["family"] for row in rows if row["alone"] < MOSTLY_ALONE]
    return (beside or [row["family"] for row in rows])[:FAMILIES]


def with_family(lines: Any) -> Any:
    """Give lines `family`, the first part of the path of their article's family; those without one are left out."""
    categories = table("categories")
    tops = categories.select("category_id", family=categories.path.split(PATH_SEPARATOR)[0])
    products = table("products").select("product_id", "category_id").inner_join(tops, "category_id")
    return lines.inner_join(products.select("product_id", "family"), "product_id")


def measures(looking: Looking, first_on: date, last_on: date) -> Any:
    """Return a row for each customer who came on these days, both within: what they spend, how often, when."""
    rows = between(looking.known(), first_on, last_on)
    came = rows.total_cents >= 0
    weekday = rows.business_on.day_of_week.index()
    found = rows.group_by("customer_id").aggregate(
        revenue=rows.total_cents.sum(),
        visits=came.cast("int64").sum(),
        last_on=rows.business_on.max(where=came),
        mornings=(came & (rows.hour < MORNING_ENDS)).cast("int64").sum(),
        evenings=(came & (rows.hour >= EVENING_BEGINS)).cast("int64").sum(),
        weekends=(came & weekday.isin(WEEKEND)).cast("int64").sum(),
    )
    found = found.filter(found.visits > 0)
    return found.mutate(recency=days_from(found.last_on, ibis.literal(last_on))).drop("last_on").order_by("customer_id")


def spent_in(looking: Looking, first_on: date, last_on: date, paths: Sequence[str]) -> Any:
    """Return what each customer spent in these families on these days: customer, family, cents."""
    lines = with_family(between(looking.known("lines"), first_on, last_on))
    lines = lines.filter(lines.family.isin(list(paths)))
    return lines.group_by("customer_id", "family").aggregate(cents=lines.amount_cents.sum())


@dataclass(frozen=True, slots=True)
class Described:
    """Customers in one order. measures: their columns by name. cents: what they spent, a column for each family."""

    customer_ids: np.ndarray
    measures: dict[str, Floats]
    cents: Floats
    families: Sequence[str]

    def features(self) -> tuple[list[Feature], Floats]:
        """Return what they are compared by: measures, and the parts of visits and spending."""
        of = self.measures
        visits = np.maximum(of["visits"], 1)
        spent = np.maximum(self.cents, 0)
        whole = np.maximum(of["revenue"], spent.sum(axis=1))[:, None]
        parts = np.divide(spent, whole, out=np.zeros_like(spent), where=whole > 0)
        features = [
            Feature("revenue", Kind.AMOUNT), Feature("visits", Kind.COUNT),
            Feature("basket", Kind.AMOUNT), Feature("recency", Kind.COUNT),
            Feature("mornings", Kind.SHARE), Feature("evenings", Kind.SHARE), Feature("weekends", Kind.SHARE),
            *(Feature(f"family:{path}", Kind.SHARE) for path in self.families),
        ]  # fmt: skip
        times = [of[name] / visits for name in ("mornings", "evenings", "weekends")]
        columns = [of["revenue"], of["visits"], of["revenue"] / visits, of["recency"], *times, *parts.T]
        return features, np.column_stack(columns)

    def tellable(self) -> tuple[list[Feature], Floats]:
        """Return what conditions of a segment can say: measures, visits at some times, euros in some families."""
        of = self.measures
        names = ("revenue", "visits", "recency", "mornings", "evenings", "weekends")
        kinds = (Kind.AMOUNT, *(Kind.COUNT,) * 5)
        features = [Feature(name, kind) for name, kind in zip(names, kinds, strict=True)]
        features += [Feature(f"family:{path}", Kind.AMOUNT) for path in self.families]
        return features, np.column_stack([*(of[name] for name in names), *self.cents.T])


def described(measured: pa.Table, spent: pa.Table, paths: Sequence[str]) -> Described:
    """Put the answers of `measures` and `spent_in` together."""
    ids = measured["customer_id"].to_numpy()
    columns = {name: measured[name].to_numpy().astype(np.float64) for name in measured.column_names[1:]}
    cents = np.zeros((len(ids), len(paths)))
    rows = np.searchsorted(ids, spent["customer_id"].to_numpy())
    place = {path: at for at, path in enumerate(paths)}
    known = rows < len(ids)
    known[known] = ids[rows[known]] == spent["customer_id"].to_numpy()[known]
    at = np.array([place[path] for path in spent["family"].to_pylist()], dtype=np.int64)
    cents[rows[known], at[known]] = spent["cents"].to_numpy()[known]
    return Described(ids, columns, cents, list(paths))
