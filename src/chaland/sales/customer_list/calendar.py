"""The day a list is read on, and where its days begin."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day it is for the network, and the zone that says where days begin."""

    today: date
    zone: ZoneInfo

    def start_of(self, day: date) -> datetime:
        return datetime.combine(day, time.min, self.zone)
