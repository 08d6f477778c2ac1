"""Somebody looks at what people buy against everybody, and at what was gained and lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chaland.insight import assortment
from chaland.insight.assortment import Change, Taste
from chaland.sales.dashboard.periods import Period
from chaland.stores.models import Category
from chaland.usecases.insight.choose_articles import By, Thing, buying_of, key_of, over, things
from chaland.usecases.insight.choose_people import Whom
from chaland.warehouse.engine import run


@dataclass(frozen=True, slots=True)
class Tastes:
    """What people buy, the greatest revenue first. buyers, all_buyers: who bought anything of what is looked at."""

    revenue_cents: int
    buyers: int
    all_buyers: int
    rows: Sequence[Taste]
    things: Mapping[Any, Thing]


def read_tastes(whom: Whom, by: By, family: Category | None) -> Tastes:
    """Return what the people buy of a family or of everything. Raises what `people_of` raises."""
    buying = buying_of(whom, family)
    rows = run(assortment.shares(buying, key_of(by, family))).to_pylist()
    total = next(iter(run(assortment.whole(buying)).to_pylist()), _NONE)
    named = things((row["key"] for row in rows), by, family)
    found = assortment.tastes(rows, total)
    return Tastes(total["revenue_cents"], total["buyers"], total["all_buyers"], found, named)


_NONE = {"revenue_cents": 0, "buyers": 0, "all_revenue_cents": 0, "all_buyers": 0}


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed from one period to another, the greatest change first."""

    now: Period
    before: Period
    rows: Sequence[Change]
    things: Mapping[Any, Thing]


def read_changes(whom: Whom, family: Category | None, *, is_against_year: bool) -> Changes:
    """Return gains and losses by family against the days just before, or the same days a year before.

    Raises what `people_of` raises.
    """
    before = whom.period.year_before if is_against_year else whom.period.just_before
    now = buying_of(whom, family)
    rows = run(assortment.changes(now, over(now, before), key_of("family", family))).to_pylist()
    named = things((row["key"] for row in rows), "family", family)
    return Changes(whom.period, before, assortment.decomposed(rows), named)
