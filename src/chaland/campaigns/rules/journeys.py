"""When the steps of a journey are due, and what its occasions are called: pure decisions.

Everything depends on the occasion's own day, never on the moment at which somebody looks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from chaland.kernel.errors import Refusal

WAIT, ONLY_IF, SEND, ASK = "wait", "if", "send", "ask"
CONDITIONS = ("not_come", "come", "segment")
"""Has not come since the occasion, has come since, is in a segment."""
MOST_STEPS = 12
LONGEST_WAIT = 730
LATE_DAYS = 3
"""Days after its own that an occasion is still taken up, and a message still leaves."""
_LEAP_DAY = (2, 29)


@dataclass(frozen=True, slots=True)
class Step:
    """One step. days: of a wait. condition, segment_id: of an `if`. campaign_id: of a `send`. survey: of an `ask`."""

    do: str
    days: int = 0
    condition: str = ""
    segment_id: int | None = None
    campaign_id: int | None = None
    survey: str = ""

    def plain(self) -> dict[str, Any]:
        """Return it as it is kept."""
        return {name: value for name, value in asdict(self).items() if value}


def read_steps(data: Sequence[Mapping[str, Any]]) -> tuple[Step, ...]:
    """Read the steps of a journey.

    Raises Refusal `journey_without_sending`, `journey_too_many_steps`, `journey_step_unknown`, `journey_wait`,
    `journey_condition_unknown`.

    >>> read_steps([{"do": "wait", "days": 3}, {"do": "send", "campaign_id": 7}])[1].campaign_id
    7
    """
    if len(data) > MOST_STEPS:
        raise Refusal("journey_too_many_steps", limit=MOST_STEPS)
    steps = tuple(_step(one) for one in data)
    if not any(one.do in (SEND, ASK) for one in steps):
        raise Refusal("journey_without_sending")
    return steps


def _step(one: Mapping[str, Any]) -> Step:
    do = one.get("do")
    if do == WAIT:
        return Step(WAIT, days=checked_days(one.get("days"), field="days", least=1))
    if do == SEND:
        return Step(SEND, campaign_id=one.get("campaign_id"))
    if do == ASK and one.get("survey"):
        return Step(ASK, survey=str(one["survey"]))
    if do != ONLY_IF:
        raise Refusal("journey_step_unknown", text=str(do)[:20])
    condition, segment_id = one.get("condition"), one.get("segment_id")
    if condition not in CONDITIONS or (condition == "segment") != bool(segment_id):
        raise Refusal("journey_condition_unknown", field="condition")
    return Step(ONLY_IF, condition=str(condition), segment_id=segment_id)


def checked_days(days: Any, *, field: str, least: int = 0) -> int:
    """Return a number of days. Raises Refusal `journey_wait`."""
    if not isinstance(days, int) or isinstance(days, bool) or not least <= days <= LONGEST_WAIT:
        raise Refusal("journey_wait", field=field, limit=LONGEST_WAIT)
    return days


def due_on(steps: Sequence[Step], place: int, on: date) -> date:
    """Return the day on which the step at a place is due: that of the occasion and all waits before it.

    >>> due_on([Step(WAIT, days=3), Step(SEND)], 1, date(2026, 2, 27))
    datetime.date(2026, 3, 2)
    """
    return on + timedelta(days=sum(one.days for one in steps[:place] if one.do == WAIT))


def sending_days(steps: Sequence[Mapping[str, Any]]) -> int:
    """Return how many days after its first message a journey sends its last; steps: as they are kept.

    >>> sending_days([{"do": "wait", "days": 3}, {"do": "send"}, {"do": "wait", "days": 21}, {"do": "send"}])
    21
    """
    sends = [place for place, one in enumerate(steps) if one["do"] == SEND]
    return sum(one.get("days", 0) for one in steps[sends[0] : sends[-1]]) if sends else 0


def due_at(day: date, hour: int, zone: ZoneInfo) -> datetime:
    """Return the moment of an hour of a day, in UTC; one that does not exist is the hour after it.

    >>> due_at(date(2026, 3, 29), 2, ZoneInfo("Europe/Paris")).isoformat()
    '2026-03-29T01:00:00+00:00'
    """
    return datetime.combine(day, time(hour), zone).astimezone(UTC)


def is_too_late(day: date, today: date) -> bool:
    """Tell whether what was due on a day is not done any more."""
    return (today - day).days > LATE_DAYS


def first_day(since: date, today: date) -> date:
    """Return the first day whose occasions are taken up.

    >>> first_day(date(2026, 3, 1), date(2026, 3, 2))
    datetime.date(2026, 3, 1)
    """
    return max(since, today - timedelta(days=LATE_DAYS))


@dataclass(frozen=True, slots=True)
class BirthdayOn:
    """Who was born on a month and day: on which day they enter, and for the birthday of which year."""

    month: int
    day: int
    on: date
    year: int


def birthdays(first: date, last: date, *, before: int) -> Iterator[BirthdayOn]:
    """Give whose birthday is so many days after each of these days, both within.

    Who was born on 29 February has their day on the 28th in other years.

    >>> [(one.month, one.day) for one in birthdays(date(2027, 2, 21), date(2027, 2, 21), before=7)]
    [(2, 28), (2, 29)]
    """
    for number in range((last - first).days + 1):
        on = first + timedelta(days=number)
        born = on + timedelta(days=before)
        yield BirthdayOn(born.month, born.day, on, born.year)
        if (born.month, born.day) == (2, 28) and (born + timedelta(days=1)).month != _LEAP_DAY[0]:
            yield BirthdayOn(*_LEAP_DAY, on, born.year)
