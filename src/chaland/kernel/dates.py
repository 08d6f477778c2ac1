"""Moments, days and birthdays as people and tills write them."""

import re
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Self, TypeVar
from zoneinfo import ZoneInfo

from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import is_english

FIRST_YEAR = 1900
LAST_YEAR = 2199

_SHOWN = 60
_LONGEST = 40
_ENGLISH_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_LEAP_YEAR = 2000

_ISO = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")
_FRENCH = re.compile(r"(?P<day>[0-9]{1,2})(?P<mark>[/.-])(?P<month>[0-9]{1,2})(?P=mark)(?P<year>[0-9]{4})")
_DIGITS = re.compile(r"(?P<day>[0-9]{2})(?P<month>[0-9]{2})(?P<year>[0-9]{4})")
# 19841124 cannot be mistaken for 24111984: read the other way its month would be 19 or 20.
_DIGITS_ISO = re.compile(r"(?P<year>(?:19|20|21)[0-9]{2})(?P<month>[0-9]{2})(?P<day>[0-9]{2})")
_MIDNIGHT = re.compile(r"[ T]00:00(:00(\.0+)?)?Z?$")
_FRENCH_MOMENT = re.compile(
    r"(?P<day>[0-9]{1,2}[/.][0-9]{1,2}[/.][0-9]{4})[ T]+(?P<time>[0-9]{2}:[0-9]{2}(:[0-9]{2})?)"
)

_SHORT_YEAR = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{2})")
_NO_YEAR = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})")
_NO_YEAR_ISO = re.compile(r"--(?P<month>[0-9]{2})-?(?P<day>[0-9]{2})")


def parse_moment(text: str, zone: ZoneInfo) -> datetime:
    """Read a moment, ISO 8601 or 22/11/2026 10:30, into UTC; without an offset it is the time of `zone`.

    A time that happens twice on the night clocks go back is the first of the two. A day alone is its midnight.
    Raises Refusal `moment_not_understood`.

    >>> parse_moment("2026-11-22T10:30", ZoneInfo("Europe/Paris")).isoformat()
    '2026-11-22T09:30:00+00:00'
    """
    stripped = text.strip()
    if len(stripped) > _LONGEST or not stripped.isascii():
        raise Refusal("moment_not_understood", text=text[:_SHOWN])
    try:
        moment = datetime.fromisoformat(_as_iso(stripped))
        local = moment if moment.tzinfo else moment.replace(tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError, Refusal):
        raise Refusal("moment_not_understood", text=text[:_SHOWN]) from None


def _as_iso(text: str) -> str:
    if found := _FRENCH_MOMENT.fullmatch(text):
        return f"{parse_day(found['day']).isoformat()}T{found['time']}"
    if _FRENCH.fullmatch(text) or _DIGITS.fullmatch(text):
        return parse_day(text).isoformat()
    return text


def business_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the shop's calendar day of a moment.

    >>> business_day(datetime(2026, 11, 22, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Paris"))
    datetime.date(2026, 11, 23)
    """
    return moment.astimezone(zone).date()


def parse_day(text: str) -> date:
    """Read a day: 2026-11-22, 22/11/2026 (also with . or -), 22112026 or 20261122; a midnight after it is dropped.

    Raises Refusal `day_not_understood`, also for years before 1900 or after 2199.

    >>> parse_day("24111984"), parse_day("1984-11-24 00:00:00")
    (datetime.date(1984, 11, 24), datetime.date(1984, 11, 24))
    """
    for day in _days_read(text):
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return day
    raise Refusal("day_not_understood", text=text[:_SHOWN])


def _days_read(text: str) -> Iterable[date]:
    stripped = _MIDNIGHT.sub("", text.strip()) if len(text) <= _LONGEST else ""
    for found in _matches(stripped, (_ISO, _FRENCH, _DIGITS, _DIGITS_ISO)):
        if day := _day(int(found["year"]), int(found["month"]), int(found["day"])):
            yield day


def _matches(text: str, shapes: tuple[re.Pattern[str], ...]) -> Iterable[re.Match[str]]:
    return (found for shape in shapes if (found := shape.fullmatch(text)))


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def format_day(day: date, language: str) -> str:
    """Write a day: 24/11/1984 in French, 24 Nov 1984 in English, where the order of figures is not agreed on.

    >>> format_day(date(1984, 11, 24), "en")
    '24 Nov 1984'
    """
    return f"{_day_and_month(day.day, day.month, language)}{' ' if is_english(language) else '/'}{day.year:04d}"


def _day_and_month(day: int, month: int, language: str) -> str:
    return f"{day} {_ENGLISH_MONTHS[month - 1]}" if is_english(language) else f"{day:02d}/{month:02d}"


@dataclass(frozen=True, slots=True)
class Birthday:
    """A day and a month people wish happy birthday on, and the year of birth where it was told.

    Raises Refusal `birthday_not_understood` for a day that no calendar has.
    """

    day: int
    month: int
    year: int | None = None

    def __post_init__(self) -> None:
        if not _day(self.year or _LEAP_YEAR, self.month, self.day):
            raise Refusal("birthday_not_understood", text=f"{self.day}/{self.month}/{self.year or ''}")

    @classmethod
    def parse(cls, text: str, *, today: date) -> Self | None:
        """Read a birthday: any form of `parse_day`, 24/11, 24/11/84, --11-24 or --1124.

        None when blank, and for 01/01/1900, which tills write for want of a date. A year of two figures is the latest
        that is not in the future. Raises Refusal `birthday_not_understood`, or `birthday_out_of_range` when in the
        future or before 1900.

        >>> Birthday.parse("12/05/68", today=date(2026, 11, 22))
        Birthday(day=12, month=5, year=1968)
        """
        if not text.strip():
            return None
        if (found := cls._without_full_year(text.strip(), today)) is None:
            found = cls._from_full_day(text)
        if found == cls(1, 1, FIRST_YEAR):
            return None
        if (born := found.born_on) and not date(FIRST_YEAR, 1, 1) <= born <= today:
            raise Refusal("birthday_out_of_range", text=text[:_SHOWN])
        return found

    @classmethod
    def _without_full_year(cls, text: str, today: date) -> Self | None:
        for found in _matches(text[:_LONGEST], (_NO_YEAR, _NO_YEAR_ISO)):
            return cls(int(found["day"]), int(found["month"]))
        if short := _SHORT_YEAR.fullmatch(text[:_LONGEST]):
            day, month, year = int(short["day"]), int(short["month"]), int(short["year"])
            year += today.year - today.year % 100
            in_future = (year, month, day) > (today.year, today.month, today.day)
            return cls(day, month, year - (100 if in_future else 0))
        return None

    @classmethod
    def _from_full_day(cls, text: str) -> Self:
        days = list(_days_read(text))
        for day in days:
            if FIRST_YEAR <= day.year <= LAST_YEAR:
                return cls(day.day, day.month, day.year)
        raise Refusal("birthday_out_of_range" if days else "birthday_not_understood", text=text[:_SHOWN])

    @property
    def born_on(self) -> date | None:
        """The day of birth, or None when the year is not known."""
        return date(self.year, self.month, self.day) if self.year else None

    def on_year(self, year: int) -> date:
        """Return the day it is wished on in a year.

        29 February becomes the 28th in common years: it stays in its month, so that neither the February list nor a
        voucher sent ahead misses anyone. (Age is another matter, see `age_on`.)
        """
        return _day(year, self.month, self.day) or date(year, 2, 28)

    def next_after(self, today: date) -> date:
        """Return the next day it is wished on; today counts.

        >>> Birthday(29, 2).next_after(date(2026, 3, 1))
        datetime.date(2027, 2, 28)
        """
        this_year = self.on_year(today.year)
        return this_year if this_year >= today else self.on_year(today.year + 1)

    def age_on(self, today: date) -> int | None:
        """Return the age in whole years; None when the year of birth is not known or still to come.

        Born on a 29 February, one is a year older on 1 March of common years: the law's ages (15 to consent alone,
        18) must never be reached a day early.

        >>> Birthday(29, 2, 2012).age_on(date(2027, 2, 28)), Birthday(29, 2, 2012).age_on(date(2027, 3, 1))
        (14, 15)
        """
        if self.born_on is None or self.born_on > today or self.year is None:
            return None
        return today.year - self.year - ((today.month, today.day) < (self.month, self.day))

    def format(self, language: str) -> str:
        """Write it as `format_day` does, without the year when it is not known.

        >>> Birthday(24, 11).format("fr")
        '24/11'
        """
        start = _day_and_month(self.day, self.month, language)
        mark = " " if is_english(language) else "/"
        return f"{start}{mark}{self.year:04d}" if self.year else start


Day = TypeVar("Day", bound=date)


def add_months(day: Day, months: int) -> Day:
    """Return the same day some months later, or the last day of that month; a moment keeps its hour.

    >>> add_months(date(2024, 2, 29), 12), add_months(date(2026, 1, 31), 1)
    (datetime.date(2025, 2, 28), datetime.date(2026, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))
