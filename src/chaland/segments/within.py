"""Windows, stores and texts as conditions on the rows of a fact."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from operator import and_, or_
from typing import Any
from zoneinfo import ZoneInfo

import ibis

from chaland.segments.slots import Window
from chaland.stores.queries import network_zone
from chaland.warehouse.spelling import folded, folded_text

Where = Callable[[Any], Any]


def days(column: str, window: Window | None, today: date) -> Where:
    """Return the condition that a day, or a moment's day on the network's clock, lies in the window."""
    first, last = window.bounds(today) if window else (None, None)

    def where(rows: Any) -> Any:
        value = rows[column]
        if value.type().is_timestamp():
            return all_of(_moments(value, first, last))
        return all_of([*([value >= first] if first else []), *([value <= last] if last else [])])

    return where


def between_moments(moment: Any, first: date | None, last: date | None) -> Any:
    """Return whether a moment in UTC is known and its day on the network's clock lies within the ends given."""
    return every([moment.notnull(), *_moments(moment, first, last)])


def _moments(moment: Any, first: date | None, last: date | None) -> list[Any]:
    after = [moment >= start(first)] if first else []
    return [*after, moment < start(last + timedelta(days=1))] if last else after


def start(day: date) -> datetime:
    """Return the moment at which a day begins on the network's clock, in UTC without saying so."""
    return datetime.combine(day, time(), ZoneInfo(network_zone())).astimezone(UTC).replace(tzinfo=None)


def any_row(_rows: Any) -> Any:
    """Return the condition that holds for every row."""
    return ibis.literal(value=True)


def one_of(column: str, values: Sequence[Any] | None) -> Where:
    """Return the condition that a column is one of the values; without values every row will do."""
    return (lambda rows: rows[column].isin(values)) if values else any_row


def both(*wheres: Where) -> Where:
    """Return the condition that all of them hold."""
    return lambda rows: all_of([where(rows) for where in wheres])


def all_of(answers: Sequence[Any]) -> Any:
    """Return the yes or no that all of these are yes; of nothing it is yes."""
    return every(answers) if answers else ibis.literal(value=True)


def either(answers: Sequence[Any]) -> Any:
    """Return the yes or no that one of these is yes. There is at least one."""
    return _joined(or_, answers)


def every(answers: Sequence[Any]) -> Any:
    """Return the yes or no that all of these are yes. There is at least one."""
    return _joined(and_, answers)


def _joined(join: Callable[[Any, Any], Any], answers: Sequence[Any]) -> Any:
    """Join halves, not one after the other: a thousand values would make an expression a thousand deep."""
    if len(answers) == 1:
        return answers[0]
    half = len(answers) // 2
    return join(_joined(join, answers[:half]), _joined(join, answers[half:]))


def between_days(day: Any, first: date | None, last: date | None) -> Any:
    """Return whether a day is known and lies within the ends that are given."""
    answer = day.notnull()
    if first:
        answer = answer & (day >= first)
    return answer & (day <= last) if last else answer


def alike(column: Any, texts: Sequence[str]) -> Any:
    """Return whether a text column is one of the texts, without regard to capitals and accents."""
    return folded(column).isin(sorted({folded_text(text) for text in texts}))


def holding(column: Any, texts: Sequence[str]) -> Any:
    """Return whether a text column holds one of the texts, without regard to capitals and accents."""
    return either([folded(column).contains(folded_text(text)) for text in texts])
