"""How often customers come, beside how often the most regular quarter of comparable customers does.

Comparable: the nearest typical mix of families, of a dozen found in the file, and the same band of distance; where
these are fewer than 20, the mix alone, then everybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import ibis
import numpy as np
import pyarrow as pa

from chaland.insight.looking import LEAST_KNOWN_DAYS, YEAR_DAYS, Looking, between, days_from
from chaland.insight.profiles.clustering import kmeans
from chaland.stores.rules import PATH_SEPARATOR
from chaland.warehouse.engine import run, table

BAND_KM = (2, 5, 10, 20)
UNKNOWN_BAND = -1
UPPER = 0.75
LEAST_ALIKE = 20
FAMILIES = 8
MIXES = 12
# Beyond so many customers, the upper quarters are those of one customer in two, in three…
MOST_COMPARED = 100_000
_SAMPLE = 5_000
_STARTS = 4
_EVERYBODY = -2


@dataclass(frozen=True, slots=True)
class Comparables:
    """Whom customers are compared with.

    families: the paths of the largest families. mixes: their shares in each typical mix.
    bands: by commune, the number of its band of distance.
    upper: visits a year of the upper quarter, by mix and band; with no band of the mix, with no mix of everybody.
    alike: of how many customers that is.
    """

    families: Sequence[str]
    mixes: Sequence[Sequence[float]]
    bands: Mapping[str, int]
    upper: Mapping[tuple[int, int], float]
    alike: Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Attainable:
    """Some customers together. yearly, upper: visits a year a head, theirs and of the upper quarter of their like.

    below: how many come less often than that. worth_cents: what it would bring in a year if they came as often.
    """

    key: int | None
    customers: int
    yearly: float
    upper: float
    below: int
    worth_cents: int


def band_of(km: float | None) -> int:
    """Return the number of a band of distance: 0 below 2 km, up to 4 beyond 20.

    >>> [band_of(km) for km in (None, 0.5, 2, 19.9, 300)]
    [-1, 0, 1, 3, 4]
    """
    return UNKNOWN_BAND if km is None else sum(km >= end for end in BAND_KM)


def find_comparables(looking: Looking, bands: Mapping[str, int]) -> Comparables:
    """Find the typical mixes of all whom one may look at, and the upper quarter of each kind of customer.

    Beyond 100,000 customers it is found of an even sample.
    """
    customers: int = run(Looking(looking.today, looking.store_id).figures().count().name("n"))["n"][0].as_py()
    step = -(-customers // MOST_COMPARED) or 1
    everybody = Looking(looking.today, looking.store_id, _one_in(step))
    families = _largest_families(everybody)
    mixes = _typical_mixes(everybody, families, max(1, customers // _SAMPLE))
    known = _described(everybody, Comparables(families, mixes, bands, {}, {}))
    upper, alike = {}, {}
    for keys in (("mix", "band"), ("mix",), ()):
        for row in run(_upper(known, keys), fresh=False).to_pylist():
            cell = (row.get("mix", _EVERYBODY), row.get("band", _EVERYBODY))
            if row["customers"] and (row["customers"] >= LEAST_ALIKE or not keys):
                upper[cell], alike[cell] = row["upper"], row["customers"] * step
    return Comparables(families, mixes, bands, upper, alike)


def _one_in(step: int) -> Any:
    """Return an even sample of the customers, None for all of them."""
    customers = table("customers").select("customer_id")
    return customers.filter(customers.customer_id % step == 0) if step > 1 else None


def _upper(known: Any, keys: Sequence[str]) -> Any:
    figures = {"upper": known.yearly.quantile(UPPER), "customers": known.count()}
    return known.group_by(*keys).aggregate(**figures) if keys else known.aggregate(**figures)


def frequencies(looking: Looking, comparables: Comparables) -> Any:
    """Return a row for each customer who came in the last 365 days.

    Columns: customer_id, home_store_id, visits, yearly (visits a year: those of the 365 days, or of the days since the
    first visit but 90 at least), upper, alike, average_basket_cents, worth_cents.
    """
    known = _described(looking, comparables)
    cells = _cells(comparables)
    found = known.left_join(cells, [known.mix == cells.of_mix, known.band == cells.of_band])
    missing = (found.upper - found.yearly).clip(lower=0)
    return found.select(
        "customer_id",
        "home_store_id",
        "visits",
        "yearly",
        "upper",
        "alike",
        "average_basket_cents",
        worth_cents=(missing * found.average_basket_cents.clip(lower=0)).round().cast("int64"),
    )


def attainable(rows: Any, by: str | None = None) -> list[Attainable]:
    """Add the rows of `frequencies` up by a column, or all together; the most euros first."""
    figures = {
        "customers": rows.count(),
        "yearly": rows.yearly.mean(),
        "upper": rows.upper.mean(),
        "below": (rows.yearly < rows.upper).cast("int64").sum(),
        "worth_cents": rows.worth_cents.sum(),
    }
    added = rows.group_by(key=rows[by]).aggregate(**figures) if by else rows.aggregate(**figures)
    found = [Attainable(row.pop("key", None), **row) for row in run(added).to_pylist() if row["customers"]]
    return sorted(found, key=lambda one: (-one.worth_cents, one.key or 0))


def _described(looking: Looking, comparables: Comparables) -> Any:
    """Return the customers with their frequency, basket, mix and band."""
    rows = _came(looking)
    mixes = _mixed(looking, comparables)
    rows = rows.left_join(mixes.rename(mixed="customer_id"), [("customer_id", "mixed")]).drop("mixed")
    customers = looking.homes().select("customer_id", "commune", "home_store_id")
    rows = rows.inner_join(customers, "customer_id")
    if not comparables.bands:
        return rows.mutate(mix=rows.mix.fill_null(0), band=UNKNOWN_BAND)
    bands = _memory({"of_commune": list(comparables.bands), "band": list(comparables.bands.values())})
    rows = rows.left_join(bands, [("commune", "of_commune")])
    return rows.mutate(mix=rows.mix.fill_null(0), band=rows.band.fill_null(UNKNOWN_BAND))


def _came(looking: Looking) -> Any:
    year = between(looking.known(), looking.a_year_ago, looking.today)
    spent = year.group_by("customer_id").aggregate(
        visits=year.receipt_id.count(where=year.total_cents >= 0), revenue=year.total_cents.sum()
    )
    first = looking.figures().select("customer_id", "first_visit_on")
    rows = spent.filter(spent.visits > 0).inner_join(first, "customer_id")
    known = days_from(rows.first_visit_on, ibis.literal(looking.today)) + 1
    return rows.select(
        "customer_id",
        "visits",
        yearly=rows.visits * float(YEAR_DAYS) / known.clip(lower=LEAST_KNOWN_DAYS, upper=YEAR_DAYS),
        average_basket_cents=rows.revenue / rows.visits,
    )


def _bought(looking: Looking) -> Any:
    """Return the lines of the year, returns left out, with the top of their family."""
    lines, categories = looking.known("lines"), table("categories")
    lines = between(lines, looking.a_year_ago, looking.today)
    family = categories.select("category_id", family=categories.path.split(PATH_SEPARATOR)[0])
    described = table("products").select("product_id", "category_id").inner_join(family, "category_id")
    bought = lines.filter(lines.amount_cents > 0).inner_join(described, "product_id")
    return bought.select("customer_id", "family", "amount_cents")


def _largest_families(looking: Looking) -> list[str]:
    rows = _bought(looking)
    sums = rows.group_by("family").aggregate(cents=rows.amount_cents.sum())
    ordered = sums.order_by(ibis.desc(sums.cents), sums.family).limit(FAMILIES)
    return [row["family"] for row in run(ordered).to_pylist()]


def _shares(looking: Looking, families: Sequence[str]) -> Any:
    rows = _bought(looking)
    total = rows.amount_cents.sum()
    parts = {
        f"share_{place}": rows.amount_cents.sum(where=rows.family == family).fill_null(0) / total
        for place, family in enumerate(families)
    }
    return rows.group_by("customer_id").aggregate(**parts)


def _typical_mixes(looking: Looking, families: Sequence[str], step: int) -> list[list[float]]:
    if not families:
        return []
    some = Looking(looking.today, looking.store_id, _one_in(step))
    drawn = run(_shares(some, families).order_by("customer_id"), fresh=False)
    if not drawn.num_rows:
        return []
    points = np.column_stack([drawn[f"share_{place}"].to_numpy() for place in range(len(families))]).astype(float)
    chance = np.random.default_rng(1)
    groups = min(MIXES, len(np.unique(points, axis=0)))
    return [[round(float(share), 4) for share in centre] for centre in kmeans(points, groups, chance, _STARTS)]


def _mixed(looking: Looking, comparables: Comparables) -> Any:
    """Return the number of the nearest mix of each customer who bought."""
    rows = _shares(looking, comparables.families)
    if not comparables.mixes:
        return rows.select("customer_id", mix=ibis.literal(0, "int64"))
    rows = rows.mutate(**{f"d{place}": _apart(rows, mix) for place, mix in enumerate(comparables.mixes)})
    places = range(len(comparables.mixes))
    least = reduce(lambda one, place: ibis.least(one, rows[f"d{place}"]), places[1:], rows.d0)
    return rows.select("customer_id", mix=ibis.cases(*((rows[f"d{place}"] <= least, place) for place in places)))


def _apart(rows: Any, mix: Sequence[float]) -> Any:
    parts = [(rows[f"share_{place}"] - share) * (rows[f"share_{place}"] - share) for place, share in enumerate(mix)]
    return sum(parts[1:], parts[0])


def _cells(comparables: Comparables) -> Any:
    """Return each mix and band with whom it is compared with: the narrowest group that is large enough."""
    mixes = range(max(1, len(comparables.mixes)))
    cells = [(mix, band) for mix in mixes for band in range(UNKNOWN_BAND, len(BAND_KM) + 1)]
    narrowest = [_narrowest(comparables, *cell) for cell in cells]
    return _memory({
        "of_mix": [mix for mix, _ in cells],
        "of_band": [band for _, band in cells],
        "upper": [comparables.upper.get(cell, 0.0) for cell in narrowest],
        "alike": [comparables.alike.get(cell, 0) for cell in narrowest],
    })  # fmt: skip


def _narrowest(comparables: Comparables, mix: int, band: int) -> tuple[int, int]:
    for cell in ((mix, band), (mix, _EVERYBODY)):
        if cell in comparables.upper:
            return cell
    return _EVERYBODY, _EVERYBODY


def _memory(columns: Mapping[str, Sequence[Any]]) -> Any:
    return ibis.memtable(pa.table({name: list(values) for name, values in columns.items()}))
