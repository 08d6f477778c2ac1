"""The visit days of each customer, summed up from the receipts: as BG/NBD needs them, and what came after a day."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis
import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from chaland.insight.expected import Histories
from chaland.warehouse.engine import table

Floats = NDArray[np.float64]


def visit_days(until: date, cut: date, *, by_store: bool) -> Any:
    """Return, for each customer who came by `until`, their visit days; by_store: for each store by itself.

    Several visits of a day count once. before: as seen at the end of the day `cut`; later: visit days after it.
    cents: all that was spent after the first visit day, returns taken off.
    """
    rows = table("receipts")
    rows = rows.filter(rows.customer_id.notnull(), rows.business_on <= until)
    keys = ["customer_id", *(["store_id"] if by_store else [])]
    days = rows.group_by([*keys, "business_on"]).aggregate(
        is_visit=(rows.total_cents >= 0).any(), cents=rows.total_cents.sum()
    )
    came = days.is_visit
    before = came & (days.business_on <= cut)
    summed = days.group_by(keys).aggregate(
        days=came.cast("int64").sum(),
        first_on=days.business_on.min(where=came),
        last_on=days.business_on.max(where=came),
        cents=days.cents.sum(),
        first_cents=days.cents.argmin(days.business_on, where=came),
        days_before=before.cast("int64").sum(),
        last_before_on=days.business_on.max(where=before),
    )
    summed = summed.filter(summed.days > 0)
    return summed.select(
        *keys,
        frequency=summed.days - 1,
        recency=summed.last_on.delta(summed.first_on, unit="day"),
        age=ibis.literal(until).delta(summed.first_on, unit="day"),
        cents=summed.cents - summed.first_cents,
        days_before=summed.days_before,
        recency_before=summed.last_before_on.delta(summed.first_on, unit="day"),
    )


@dataclass(frozen=True, slots=True)
class Visiting:
    """Customers in one order: their keys, their histories, their mean basket of a visit day after the first.

    before: the histories of those who had come by the cut; later: their visit days after it.
    """

    customer_ids: NDArray[np.int64]
    histories: Histories
    mean_cents: Floats
    before: Histories
    later: Floats


def visiting(rows: pa.Table, *, days_after_cut: int) -> Visiting:
    """Read what `visit_days` gave, of one store or the network. days_after_cut: from the cut to the end."""
    columns = {name: rows[name].to_numpy() for name in rows.column_names}
    frequency, recency, age = (columns[name].astype(np.float64) for name in ("frequency", "recency", "age"))
    known = columns["days_before"] > 0
    repeats = columns["days_before"][known].astype(np.float64) - 1
    return Visiting(
        columns["customer_id"],
        Histories.of(frequency, recency, age),
        np.divide(columns["cents"], frequency, out=np.zeros_like(frequency), where=frequency > 0),
        Histories.of(repeats, columns["recency_before"][known].astype(np.float64), age[known] - days_after_cut),
        frequency[known] - repeats,
    )
