"""Filters on the network's own fields, which stand together in one JSON column."""

from dataclasses import replace

from django.db.models import Q

from chaland.kernel.filters import parse_date_filter
from chaland.kernel.text import fold
from chaland.sales.customer_list.calendar import Calendar
from chaland.sales.customer_list.columns import Column
from chaland.sales.customer_list.number_filters import between, read_number
from chaland.sales.customer_list.reading_filters import (
    any_of,
    emptiness,
    negated,
    not_understood,
    read_choices,
    read_text,
)


def own_text(column: Column, text: str, _calendar: Calendar) -> Q:
    wanted = read_text(text)
    if wanted.empty is not None:
        return _has_own(column, not wanted.empty)
    lookups = {"contains": "icontains", "equals": "iexact", "starts": "istartswith"}
    found = Q(**{f"{column.field}__{lookups[wanted.test]}": wanted.text})
    return ~found | _has_own(column, has=False) if wanted.negated else found


def _has_own(column: Column, has: bool) -> Q:  # noqa: FBT001 - reads as the filter's own flag
    assert column.rule is not None  # noqa: S101 - every custom column has one
    return negated(Q(custom__has_key=column.rule.code), not has)


def own_number(column: Column, text: str, _calendar: Calendar) -> Q:
    wanted = read_number(text, "number")
    if wanted.empty is not None:
        return _has_own(column, not wanted.empty)
    positive = between(column.field, replace(wanted, negated=False))
    return ~positive | _has_own(column, has=False) if wanted.negated else positive


def own_date(column: Column, text: str, calendar: Calendar) -> Q:
    wanted = parse_date_filter(text, calendar.today)
    if wanted is None:
        raise not_understood(text)
    if wanted.empty is not None:
        return _has_own(column, not wanted.empty)
    bounds: dict[str, str] = {}
    if wanted.first:
        bounds[f"{column.field}__gte"] = wanted.first.isoformat()
    if wanted.last:
        bounds[f"{column.field}__lte"] = wanted.last.isoformat()
    found = Q(**bounds) & _has_own(column, has=True)
    return ~found if wanted.negated else found


def own_choice(column: Column, text: str, _calendar: Calendar) -> Q:
    if (without := emptiness(text)) is not None:
        return _has_own(column, not without)
    by_fold = {fold(label): label for label in column.choices}
    wanted = by_fold.get(fold(text))
    if wanted is None:
        raise not_understood(text)
    return Q(**{f"{column.field}__exact": wanted})


def own_yes_no(column: Column, text: str, _calendar: Calendar) -> Q:
    if (without := emptiness(text)) is not None:
        return _has_own(column, not without)
    return any_of(Q(**{f"{column.field}__exact": value == "yes"}) for value in read_choices(text, column.choices))
