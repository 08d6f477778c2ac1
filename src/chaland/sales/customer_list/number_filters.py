"""Filters on numbers, amounts, ages and days, compared as they are shown."""

import math
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Q

from chaland.kernel.dates import FIRST_YEAR
from chaland.kernel.filters import DateFilter, NumberFilter, Unit, parse_date_filter, parse_number_filter
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.reading_filters import not_understood

_LARGEST = 2**62
_FIRST_DAY = date(FIRST_YEAR, 1, 1)


def read_number(text: str, unit: Unit) -> NumberFilter:
    found = parse_number_filter(text, unit)
    if found is None:
        raise not_understood(text)
    return found


def between(path: str, wanted: NumberFilter) -> Q:
    """The condition of a number filter on a column that has these very numbers."""
    if wanted.empty is not None:
        return Q(**{f"{path}__isnull": wanted.empty})
    bounds: dict[str, Any] = {}
    if wanted.low is not None:
        bounds[f"{path}__gte" if wanted.low_inclusive else f"{path}__gt"] = _bounded(wanted.low)
    if wanted.high is not None:
        bounds[f"{path}__lte" if wanted.high_inclusive else f"{path}__lt"] = _bounded(wanted.high)
    condition = Q(**bounds)
    return ~condition | Q(**{f"{path}__isnull": True}) if wanted.negated else condition


def _bounded(number: int | Decimal) -> int | float:
    """Keep a bound within what both databases compare; nothing counted here comes near its ends."""
    number = max(-_LARGEST, min(_LARGEST, number))
    return int(number) if number == int(number) else float(number)


def money_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    return between(column.field, read_number(text, "cents"))


def count_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    wanted = read_number(text, "number")
    return between(column.field, wanted if wanted.empty is not None else whole(wanted))


def whole(wanted: NumberFilter) -> NumberFilter:
    """Compare whole numbers with whole bounds: above 2.5 is from 3."""
    return replace(wanted, low=_lowest(wanted), low_inclusive=True, high=_highest(wanted), high_inclusive=True)


def _lowest(wanted: NumberFilter) -> int | None:
    """Return the smallest whole number within the bounds."""
    if wanted.low is None:
        return None
    floor = math.floor(wanted.low)
    return floor if wanted.low_inclusive and wanted.low == floor else floor + 1


def _highest(wanted: NumberFilter) -> int | None:
    """Return the largest whole number within the bounds."""
    if wanted.high is None:
        return None
    floor = math.floor(wanted.high)
    return floor - 1 if not wanted.high_inclusive and wanted.high == floor else floor


def _rounded(column: Column, wanted: NumberFilter, scale: Decimal) -> Q:
    """Compare a measured number as it is shown, rounded: 34.6 days are 35."""
    if wanted.empty is not None:
        return Q(**{f"{column.field}__isnull": wanted.empty})
    shown, half = whole(wanted), Decimal("0.5")
    exact = NumberFilter(
        low=None if shown.low is None else (shown.low - half) * scale,
        high=None if shown.high is None else (shown.high + half) * scale,
        high_inclusive=False,
        negated=wanted.negated,
    )
    return between(column.field, exact)


def days_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    return _rounded(column, read_number(text, "days"), Decimal(1))


def percent_filter(column: Column, text: str, _calendar: Calendar) -> Q:
    return _rounded(column, read_number(text, "number"), Decimal("0.01"))


def age_filter(_column: Column, text: str, calendar: Calendar) -> Q:
    """Ages compare as days of birth written 19841124: who is 41 today was born after the same day 42 years ago."""
    wanted = read_number(text, "number")
    if wanted.empty is not None:
        return Q(birth_year__isnull=wanted.empty)
    shown = whole(wanted)
    this_day = calendar.today.year * 10000 + calendar.today.month * 100 + calendar.today.day
    born = NumberFilter(
        low=None if shown.high is None else this_day - (int(shown.high) + 1) * 10000,
        low_inclusive=False,
        high=None if shown.low is None else this_day - int(shown.low) * 10000,
        negated=wanted.negated,
    )
    return between("born", born)


def moment_filter(column: Column, text: str, calendar: Calendar) -> Q:
    found = parse_date_filter(text, calendar.today)
    if found is None:
        raise not_understood(text)
    return on_days(column.field, found, calendar)


def on_days(path: str, wanted: DateFilter, calendar: Calendar) -> Q:
    if wanted.empty is not None:
        return Q(**{f"{path}__isnull": wanted.empty})
    bounds: dict[str, datetime] = {}
    if wanted.first:
        bounds[f"{path}__gte"] = calendar.start_of(wanted.first)
    if wanted.last:
        bounds[f"{path}__lt"] = calendar.start_of(wanted.last + timedelta(days=1))
    condition = Q(**bounds) if bounds else Q(**{f"{path}__isnull": False})
    return ~condition | Q(**{f"{path}__isnull": True}) if wanted.negated else condition


def recency_filter(column: Column, text: str, calendar: Calendar) -> Q:
    """Days since the last visit: more of them is an earlier day."""
    wanted = read_number(text, "days")
    if wanted.empty is not None:
        return Q(**{f"{column.field}__isnull": wanted.empty})
    shown = whole(wanted)
    last_visit = DateFilter(
        first=None if shown.high is None else _day_before(calendar.today, int(shown.high)),
        last=None if shown.low is None else _day_before(calendar.today, int(shown.low)),
        negated=wanted.negated,
    )
    return on_days(column.field, last_visit, calendar)


def _day_before(today: date, days: int) -> date:
    # The calendar's first days overflow when taken to another zone.
    return today - timedelta(days=max(-1, min(days, (today - _FIRST_DAY).days)))
