"""Somebody asks by which doors customers came in, and what became of them."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal, TypeAlias
from zoneinfo import ZoneInfo

from chaland.signups import queries
from chaland.signups.models import SignupForm
from chaland.signups.queries import Collected, Door
from chaland.stores.queries import network_zone
from chaland.usecases.insight.choose_people import Whom

Found: TypeAlias = Sequence[tuple[Door, Collected]]
By: TypeAlias = Literal["channel", "form", "source", "seller", "store"]


def read_came_in(whom: Whom) -> Found:
    """Read who came in during the period."""
    return queries.came_in(whom.scope, *_moments(whom))


def count_by_forms(whom: Whom) -> int:
    """Count who came in by a form during the period."""
    return queries.came_by_forms(whom.scope, *_moments(whom))


def _moments(whom: Whom) -> tuple[datetime, datetime]:
    return _start(whom.period.start_on), _start(whom.period.end_on + timedelta(days=1))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(network_zone())).astimezone(UTC)


def by(name: By, found: Found) -> Mapping[object, Collected]:
    """Return the counts by one side of the doors, those of the most first; None for no form, store or seller."""
    sums: dict[object, Collected] = {}
    for door, counts in found:
        key = getattr(door, name)
        sums[key] = sums[key].plus(counts) if key in sums else counts
    return dict(sorted(sums.items(), key=lambda pair: -pair[1].collected))


def form_names() -> dict[int, str]:
    """Return the names of the forms."""
    return dict(SignupForm.objects.values_list("pk", "name"))
