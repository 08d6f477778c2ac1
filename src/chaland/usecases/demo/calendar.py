"""How the dates of the source are moved to the present."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from chaland.usecases.demo.source import SOURCE_ZONE

CLONE_STEP = timedelta(days=7)
CLONE_STEPS = 104


@dataclass(frozen=True, slots=True)
class Calendar:
    """Moves every moment of the source by one constant `shift`, so that intervals stay exactly what they were.

    zone: the stores' time zone, in which the shop hours of the source are read.
    """

    shift: timedelta
    zone: str

    def moment(self, source: datetime, clone: int = 0) -> datetime:
        """Return the aware moment of one in the source; each clone lives some weeks earlier, two years at most."""
        return source.replace(tzinfo=UTC) + self.shift - CLONE_STEP * (clone % CLONE_STEPS)


AS_IS = Calendar(timedelta(0), SOURCE_ZONE)


def ending_on(today: date, last_moment: datetime, zone: str) -> Calendar:
    """Return the calendar that brings the last purchase to today, at the same time of day in `zone`.

    The shift is a number of whole days less the hours between the two zones. Days of the week are not aligned.

    >>> ending_on(date(2026, 11, 22), datetime(2018, 1, 1, 4, 1), "Europe/Paris").shift
    datetime.timedelta(days=3247, seconds=64800)
    """
    local = last_moment.replace(tzinfo=UTC).astimezone(ZoneInfo(SOURCE_ZONE))
    moved = datetime.combine(today, local.time(), ZoneInfo(zone))
    return Calendar(moved.astimezone(UTC) - last_moment.replace(tzinfo=UTC), zone)
