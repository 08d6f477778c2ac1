"""The hours of receipts on their store's own clock, as databases that keep UTC can group and compare them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Func, IntegerField
from django.db.models.sql.compiler import SQLCompiler

_DAY = timedelta(days=1)


class UtcHour(Func):
    """The hour of a moment, in UTC: the database's own function, as Django's would call Python for every row."""

    output_field = IntegerField()

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Cut it out of the text that SQLite keeps."""
        return self.as_sql(compiler, connection, **context, template="CAST(substr(%(expressions)s, 12, 2) AS INTEGER)")

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **context: Any) -> tuple[str, Any]:
        """Ask for it in UTC, whatever the zone of the connection."""
        template = "EXTRACT(HOUR FROM %(expressions)s AT TIME ZONE 'UTC')::integer"
        return self.as_sql(compiler, connection, **context, template=template)


def local_hour(day: date, utc_hour: int, zone: ZoneInfo) -> int:
    """Return the hour of the store's clock on a business day.

    >>> local_hour(date(2026, 11, 22), 16, ZoneInfo("Europe/Paris"))
    17
    """
    return datetime.combine(day, time(utc_hour), UTC).astimezone(zone).hour


def utc_hours(
    first: date, last: date, hours: tuple[int, int], zone: ZoneInfo
) -> Iterator[tuple[date, date, tuple[int, ...]]]:
    """Give the hours in UTC that are between these of the store's clock, both within, by stretch of days.

    The days of a stretch have the same hours: a new one begins where clocks change.

    >>> list(utc_hours(date(2026, 11, 21), date(2026, 11, 22), (17, 18), ZoneInfo("Europe/Paris")))
    [(datetime.date(2026, 11, 21), datetime.date(2026, 11, 22), (16, 17))]
    """
    days = (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))
    for _offsets, alike in groupby(days, lambda day: (_offset(day, zone), _offset(day + _DAY, zone))):
        start, *others = alike
        found = tuple(hour for hour in range(24) if hours[0] <= local_hour(start, hour, zone) <= hours[1])
        yield start, (others or [start])[-1], found


def _offset(day: date, zone: ZoneInfo) -> timedelta | None:
    return datetime.combine(day, time(), UTC).astimezone(zone).utcoffset()
