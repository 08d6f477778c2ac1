"""The filter on birthdays: a day or a month of any year, or a stretch that may run over the new year."""

import re
from calendar import monthrange
from datetime import date

from django.db.models import Q

from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Refusal
from chaland.kernel.text import fold
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.reading_filters import emptiness, not_understood

DayOfYear = tuple[int, int]

_DAY_MONTH = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})")
_MONTHS = {
    name: number
    for names in (
        "janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre",
        "january february march april may june july august september october november december",
    )
    for number, name in enumerate(names.split(), 1)
}
_THIS_MONTH = frozenset({"ce mois", "ce mois ci", "mois", "this month", "month"})
_NEXT_MONTH = frozenset({"mois prochain", "le mois prochain", "next month"})
_TODAY = frozenset({"aujourd hui", "today"})
_LEAP_YEAR = 2000


def birthday_filter(_column: Column, text: str, calendar: Calendar) -> Q:
    """Read 24/11, 22/11..05/12, 11 or novembre, ce mois, mois prochain, aujourd'hui, vide, non vide.

    Full days are taken without their year. Raises Refusal `filter_not_understood`.
    """
    today = calendar.today
    if (without := emptiness(text)) is not None:
        return Q(birth_month__isnull=without)
    if ".." in text:
        first, last = (_ends(end, today, text) for end in text.split("..", 1))
        return stretch(first[0], last[1])
    return stretch(*_ends(text, today, text))


def _ends(part: str, today: date, text: str) -> tuple[DayOfYear, DayOfYear]:
    """Return the first and last day of a day or a month."""
    month = _month(part, today)
    if month:
        return (month, 1), (month, 31)
    day = _day(part, today)
    if day is None:
        raise not_understood(text)
    return day, day


def _month(part: str, today: date) -> int | None:
    words = fold(part)
    if words in _THIS_MONTH:
        return today.month
    if words in _NEXT_MONTH:
        return today.month % 12 + 1
    if words.isdigit() and words.isascii() and len(words) <= 2:  # noqa: PLR2004 - two digits name a month
        return int(words) if 1 <= int(words) <= 12 else None  # noqa: PLR2004 - twelve months
    return _MONTHS.get(words)


def _day(part: str, today: date) -> DayOfYear | None:
    if fold(part) in _TODAY:
        return today.month, today.day
    if found := _DAY_MONTH.fullmatch(part.strip()):
        month, day = int(found["month"]), int(found["day"])
        exists = 1 <= month <= 12 and 1 <= day <= monthrange(_LEAP_YEAR, month)[1]  # noqa: PLR2004
        return (month, day) if exists else None
    try:
        full = parse_day(part)
    except Refusal:
        return None
    return full.month, full.day


def stretch(first: DayOfYear, last: DayOfYear) -> Q:
    """Return the condition of birthdays from one day of the year to another, both included, over the new year too."""
    if first > last:
        return stretch(first, (12, 31)) | stretch((1, 1), last)
    (first_month, first_day), (last_month, last_day) = first, last
    if first_month == last_month:
        return Q(birth_month=first_month, birth_day__range=(first_day, last_day))
    return (
        Q(birth_month=first_month, birth_day__gte=first_day)
        | Q(birth_month__gt=first_month, birth_month__lt=last_month)
        | Q(birth_month=last_month, birth_day__lte=last_day)
    )
