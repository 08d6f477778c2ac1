"""What every trigger works with: the days that are asked, the rows that are answered, moments of the lake."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from chaland.stores.queries import network_zone

SCHEMA = pa.schema([("customer_id", pa.int64()), ("occasion", pa.string()), ("on", pa.date32())])


@dataclass(frozen=True, slots=True)
class Days:
    """What is asked: from which day to which, both within, of the network or one store, with which options.

    heard_since: what the file knew before then was asked already, and may be passed over. one_in: a trigger that takes
    long may look at one customer in so many.
    """

    first: date
    last: date
    store_id: int | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    heard_since: datetime | None = None
    one_in: int = 1


def answered(rows: Any) -> pa.Table:
    """Ask the lake for the columns of SCHEMA."""
    from chaland.warehouse.engine import run

    return run(rows.select("customer_id", "occasion", "on")).cast(SCHEMA)


def written_down(rows: Iterable[tuple[int, str, date]]) -> pa.Table:
    """Return customers, names and days as SCHEMA."""
    columns = list(zip(*rows, strict=True)) or [(), (), ()]
    return pa.table([pa.array(list(values), one.type) for values, one in zip(columns, SCHEMA, strict=True)], SCHEMA)


def at_home(rows: Any, store_id: int | None) -> Any:
    """Keep rows of the lake of a store's own customers, all of them for the network."""
    from chaland.warehouse.engine import table

    if store_id is None:
        return rows
    people = table("customers")
    return rows.semi_join(people.filter(people.home_store_id == store_id), "customer_id")


def days_after(day: Any, count: Any) -> Any:
    """Return days so many days later, in the lake."""
    import ibis

    return day + (ibis.interval(days=count) if isinstance(count, int) else count.as_interval("D"))


def text(said: str) -> Any:
    """Return a text as a column of the lake."""
    import ibis

    return ibis.literal(said)


def start(day: date) -> datetime:
    """Return when a day begins, as the lake has moments."""
    from chaland.segments import within

    return within.start(day)


def zone() -> ZoneInfo:
    """Return the network's zone."""
    return ZoneInfo(network_zone())


def utc(moment: datetime) -> datetime:
    """Return a moment of the lake, which is in UTC without saying so, as the database has it."""
    return moment.replace(tzinfo=ZoneInfo("UTC"))


def days_of(moments: Any) -> Any:
    """Return the days of moments of the lake on the network's clock."""
    zoned = pc.assume_timezone(moments.cast(pa.timestamp("us")), "UTC").cast(pa.timestamp("us", tz=network_zone()))
    return pc.local_timestamp(zoned).cast(pa.date32(), safe=False)
