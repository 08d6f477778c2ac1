"""The slots of a store: which hours one may book, in the store's own time, whatever the clocks do."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from chaland.kernel.errors import Refusal

DAYS = 7
LENGTHS = range(5, 481)
MOST_PLACES, MOST_NOTICE_HOURS, MOST_DAYS_AHEAD = 50, 720, 365
Span = tuple[time, time]


@dataclass(frozen=True, slots=True)
class Plan:
    """When appointments may be booked. hours: of each weekday from Monday. notice: how long before at the latest."""

    zone: ZoneInfo
    hours: Sequence[Sequence[Span]]
    length: timedelta
    places: int
    notice: timedelta
    days_ahead: int
    closed: Collection[date] = ()


def starts_on(plan: Plan, day: date) -> Iterator[datetime]:
    """Give the starts of a day in UTC, one after the other from each opening; the last ends by its closing.

    An hour that the change to summer time skips is left out; of one that comes twice the first is meant.
    """
    if day in plan.closed:
        return
    for begin, end in plan.hours[day.weekday()]:
        start, closing = datetime.combine(day, begin), datetime.combine(day, end)
        while start + plan.length <= closing:
            moment = start.replace(tzinfo=plan.zone).astimezone(UTC)
            if moment.astimezone(plan.zone).replace(tzinfo=None) == start:
                yield moment
            start += plan.length


def free(plan: Plan, starts: Iterable[datetime], taken: Sequence[datetime], now: datetime) -> list[datetime]:
    """Return the starts that may be booked now. taken: the starts of the appointments there are, booked or not."""
    first, last = now + plan.notice, now + timedelta(days=plan.days_ahead)
    return [start for start in starts if first <= start <= last and _beside(plan, start, taken) < plan.places]


def _beside(plan: Plan, start: datetime, taken: Sequence[datetime]) -> int:
    return sum(abs(other - start) < plan.length for other in taken)


def read_hours(text: str) -> list[Span]:
    """Read the hours of one day as people write them; blank is closed.

    Raises Refusal `hours_not_understood`, also for hours that overlap or end before they begin.

    >>> read_hours("9h-12h30, 14:00-18:30")[0]
    (datetime.time(9, 0), datetime.time(12, 30))
    """
    spans = [_span(part, text) for part in text.replace(";", ",").split(",") if part.strip()]
    ends = [moment for span in spans for moment in span]
    if any(one >= other for one, other in pairwise(ends)):
        raise Refusal("hours_not_understood", text=text)
    return spans


def _span(part: str, text: str) -> Span:
    begin, dash, end = part.replace("–", "-").partition("-")
    try:
        found = _hour(begin), _hour(end)
    except ValueError:
        raise Refusal("hours_not_understood", text=text) from None
    if not dash:
        raise Refusal("hours_not_understood", text=text)
    return found


def _hour(text: str) -> time:
    hour, _, minute = text.strip().lower().replace("h", ":").partition(":")
    return time(int(hour), int(minute or 0))


def write_hours(spans: Iterable[Span]) -> str:
    """Write the hours of one day.

    >>> write_hours([(time(9), time(12, 30))])
    '9:00-12:30'
    """
    return ", ".join(f"{begin.hour}:{begin:%M}-{end.hour}:{end:%M}" for begin, end in spans)
