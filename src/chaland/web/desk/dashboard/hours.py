"""When people come: visits by weekday and hour."""

from collections.abc import Mapping, Sequence

from django.utils.dates import WEEKDAYS_ABBR

from chaland.web.desk.dashboard import heat


def hours_shown(visits: Mapping[tuple[int, int], int]) -> Sequence[int]:
    """Return the hours from the first to the last visit of a day, none left out.

    >>> list(hours_shown({(0, 9): 3, (5, 11): 1}))
    [9, 10, 11]
    """
    hours = [hour for _, hour in visits]
    return range(min(hours), max(hours) + 1) if hours else ()


def hours_table(visits: Mapping[tuple[int, int], int]) -> Sequence[heat.Row]:
    """Return a row for each weekday on which somebody came, Monday first."""
    days = sorted({day for day, _ in visits})
    return heat.shaded(visits, [(day, WEEKDAYS_ABBR[day]) for day in days], hours_shown(visits))
