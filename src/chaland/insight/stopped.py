"""What regular customers bought at a rhythm of their own and have not bought for longer than that.

In the lake, for everybody; `usual` tells it of the one customer at the till.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import ibis
import pyarrow as pa

from chaland.insight.buying import Buying, Key, is_bought
from chaland.insight.usual import LEAST_DAYS, LOOKED_BACK_DAYS
from chaland.warehouse.engine import table

LEAST_SILENCE_DAYS = 14
STAKE_DAYS = 365


def stopped(key: Key, *, today: date, store_id: int | None = None, people: Any = None, within: str = "") -> Any:
    """Return each customer and thing that they used to buy and stopped buying, while they still come.

    customer_id, key, days (on which they bought it), rhythm_days (median of the days between), last_on, silent_days,
    stake_cents (what it brought in the 365 days up to the last time, returns deducted).
    Stopped: bought on four days or more in the last 730; silent for more than twice their rhythm, longer than ever
    before and at least a fortnight. Still come: have a rhythm and are not late on it, as their figures say.
    """
    first_on = today - timedelta(days=LOOKED_BACK_DAYS - 1)
    lines, names = Buying(first_on, today, store_id, people, within).numbered(key)
    lines = lines.filter(lines.number.notnull())
    comers = _comers(today, store_id, people)
    bought = lines.filter(is_bought(lines), lines.customer_id.isin(comers.customer_id))
    found = _with_stakes(_silent(_days(bought, _quiet(bought, today)), today), lines)
    return found.inner_join(names, "number").select("customer_id", "key", *found.columns[2:])


def _comers(today: date, store_id: int | None, people: Any) -> Any:
    figures = table("figures")
    here = figures.store_id == store_id if store_id else figures.store_id.isnull()
    rows = figures.filter(here, figures.late_on > today).select("customer_id")
    return rows if people is None else rows.filter(rows.customer_id.isin(people.customer_id))


def _quiet(rows: Any, today: date) -> Any:
    """Return who has been silent for longer than their mean gap on what, so maybe than their longest. Few are left.

    rows: one for each day; from several on a day more are let through.
    """
    pairs = rows.group_by("customer_id", "number").aggregate(
        days=rows.count(), first_on=rows.business_on.min(), last_on=rows.business_on.max()
    )
    silence = _between(ibis.date(today), pairs.last_on)
    spread = _between(pairs.last_on, pairs.first_on)
    return (
        pairs.mutate(silent_days=silence)
        .filter(pairs.days >= LEAST_DAYS, silence >= LEAST_SILENCE_DAYS, silence * (pairs.days - 1) > spread)
        .drop("first_on")
    )


def _days(bought: Any, pairs: Any) -> Any:
    """Return the days on which those who may have stopped bought it, one row each."""
    theirs = bought.semi_join(pairs, ["customer_id", "number"])
    return theirs.group_by("customer_id", "number", "business_on").aggregate()


def _silent(days: Any, today: date) -> Any:
    """Return who has been silent for longer than ever and than twice their rhythm."""
    pairs = _quiet(days, today)
    found = pairs.inner_join(_gaps(days, pairs), ["customer_id", "number"])
    return found.filter(found.silent_days > 2 * found.rhythm_days, found.silent_days > found.longest_days)


def _gaps(days: Any, pairs: Any) -> Any:
    theirs = days.semi_join(pairs, ["customer_id", "number"])
    window = ibis.window(group_by=["customer_id", "number"], order_by="business_on")
    gaps = theirs.mutate(gap=_between(theirs.business_on, theirs.business_on.lag().over(window)))
    gaps = gaps.filter(gaps.gap.notnull())
    return gaps.group_by("customer_id", "number").aggregate(
        rhythm_days=gaps.gap.cast("float64").median(), longest_days=gaps.gap.max()
    )


def _between(later: Any, earlier: Any) -> Any:
    return later.delta(earlier, unit="day")


def _with_stakes(found: Any, lines: Any) -> Any:
    joined = lines.select("customer_id", "number", "business_on", "amount_cents").inner_join(
        found, ["customer_id", "number"]
    )
    recent = joined.filter(_between(joined.last_on, joined.business_on) < STAKE_DAYS)
    columns = ["customer_id", "number", "days", "rhythm_days", "last_on", "silent_days"]
    return recent.group_by(columns).aggregate(stake_cents=recent.amount_cents.sum())


def summed(found: pa.Table) -> list[Mapping[str, Any]]:
    """Return, of the answer to `stopped`, each key with its people and what is at stake, the most at stake first."""
    sums = found.group_by("key").aggregate([("stake_cents", "sum"), ("customer_id", "count")])
    rows = sums.rename_columns({"stake_cents_sum": "stake_cents", "customer_id_count": "people"})
    in_order: list[Mapping[str, Any]] = rows.sort_by([("stake_cents", "descending"), ("key", "ascending")]).to_pylist()
    return in_order
