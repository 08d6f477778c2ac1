"""Somebody looks at when in the year families sell."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from chaland.insight import seasons
from chaland.insight.seasons import Season, Step
from chaland.sales.dashboard.periods import Period
from chaland.stores.models import Category
from chaland.usecases.insight.choose_articles import Thing, buying_of, key_of, things
from chaland.usecases.insight.choose_people import Whom
from chaland.warehouse.engine import run, table


@dataclass(frozen=True, slots=True)
class Seasons:
    """The year of each family, the greatest revenue first, over whole years; no days before there is one."""

    days: Period | None
    rows: Sequence[Season]
    things: Mapping[Any, Thing]


def read_seasons(whom: Whom, step: Step, family: Category | None) -> Seasons:
    """Return the seasons of the families below one, or of all. Raises what `people_of` raises."""
    years = seasons.whole_years(_first_on(whom.store_id), whom.today)
    if years is None:
        return Seasons(None, (), {})
    days = Period(*years)
    buying = buying_of(whom, family, days)
    rows = run(seasons.sold(buying, key_of("family", family), step)).to_pylist()
    found = seasons.seasons(rows, *years, step)
    return Seasons(days, found, things((one.key for one in found), "family", family))


def _first_on(store_id: int | None) -> date | None:
    receipts = table("receipts")
    here = receipts.filter(receipts.store_id == store_id) if store_id else receipts
    found: date | None = run(here.aggregate(first_on=here.business_on.min())).to_pylist()[0]["first_on"]
    return found
