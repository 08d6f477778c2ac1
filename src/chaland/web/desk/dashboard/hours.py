"""When people come: visits by weekday and hour."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from django.utils.dates import WEEKDAYS_ABBR

from chaland.web.desk.dashboard import heat

Visits = Mapping[tuple[int, int], int]
Url = Callable[[int, tuple[int, int]], str]
_MOST_COLUMNS = 15
_OPENS, _CLOSES = 7, 21


def hours_table(visits: Visits, url: Url | None = None) -> tuple[Sequence[str], Sequence[heat.Row]]:
    """Return the headings and a row for each weekday on which somebody came, Monday first.

    The columns go from the first to the last visit of a day; where that is longer than a page is wide, the hours
    before 8 and those from 21 are taken together. url: the list behind a weekday and its hours, both ends within.
    """
    days, hours = sorted({day for day, _ in visits}), sorted({hour for _, hour in visits})
    if not hours:
        return [], []
    columns = range(hours[0], hours[-1] + 1)
    headings, is_folded = [f"{hour} h" for hour in columns], len(columns) > _MOST_COLUMNS
    if is_folded:
        visits, columns = _folded(visits), range(_OPENS, _CLOSES + 1)
        headings = [f"< {_OPENS + 1} h", *(f"{hour} h" for hour in columns[1:-1]), f"≥ {_CLOSES} h"]

    def behind(day: int, hour: int) -> str:
        return url(day, _hours_of(hour) if is_folded else (hour, hour)) if url else ""

    return headings, heat.shaded(visits, [(day, WEEKDAYS_ABBR[day]) for day in days], columns, behind)


def _hours_of(column: int) -> tuple[int, int]:
    return 0 if column == _OPENS else column, 23 if column == _CLOSES else column


def _folded(visits: Visits) -> Visits:
    folded: Counter[tuple[int, int]] = Counter()
    for (day, hour), count in visits.items():
        folded[day, min(max(hour, _OPENS), _CLOSES)] += count
    return folded
