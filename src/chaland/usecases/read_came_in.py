"""Somebody asks by which doors customers came in, and what became of them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from chaland.signups import queries
from chaland.signups.models import SignupForm
from chaland.signups.queries import By, Collected
from chaland.stores.queries import network_zone
from chaland.usecases.choose_people import Whom


def read_came_in(whom: Whom, by: By) -> Mapping[object, Collected]:
    """Return how many came in during the period, those of the most first; None for no form, store or seller."""
    first = _start(whom.period.start_on)
    last = _start(whom.period.end_on + timedelta(days=1))
    found = queries.collected_by(by, whom.scope, first, last)
    return dict(sorted(found.items(), key=lambda pair: -pair[1].collected))


def _start(day: date) -> datetime:
    return datetime.combine(day, time(), ZoneInfo(network_zone())).astimezone(UTC)


def form_names() -> dict[int, str]:
    """Return the names of the forms."""
    return dict(SignupForm.objects.values_list("pk", "name"))
