"""Somebody looks at what became of points and vouchers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from chaland.insight import points
from chaland.insight.points import Moved, Standing
from chaland.loyalty.schemes import tiers_on
from chaland.usecases.insight.choose_people import Whom, looking


@dataclass(frozen=True, slots=True)
class Points:
    """Points and vouchers by month, and who stands on which tier today."""

    months: Mapping[date, Moved]
    tiers: Sequence[Standing]


def read_points(whom: Whom) -> Points:
    """Return them for the period. Raises what `people_of` raises."""
    looked = looking(whom)
    names = {(programme, tier.code): tier.name for programme, tier in tiers_on(whom.today)}
    return Points(points.by_month(looked, whom.period.start_on, whom.period.end_on), points.tiers(looked, names))
