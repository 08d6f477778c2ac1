"""When in the year families sell."""

from datetime import date
from typing import cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.seasons import Season, Step, windows
from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_articles import Thing
from chaland.usecases.insight.read_seasons import Seasons, read_seasons
from chaland.web.common.access import permission
from chaland.web.desk.insight.articles import Choices, bought, buyers, called, into, people
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, show
from chaland.web.desk.insight.tables import Cell, Column, Table

MOST_ROWS, MOST_BARS = 40, 12
STEPS = {"month": _("Months"), "week": _("Weeks")}
# Shades of an index: below half, about the mean, twice and more.
BOUNDS = (50, 80, 110, 150, 200)
FORMULA = _(
    "Index = 100 × (revenue of the month or week ÷ its days) ÷ (revenue of the whole years ÷ their days): 100 is an "
    "ordinary day of the family, 200 twice that. Years of 52 weeks that end today, at most three; returns deducted."
)


@permission(rules.VIEW_FIGURES)
def seasons(request: HttpRequest) -> HttpResponseBase:
    """Show the year of every family."""
    asked = Asked(request, "seasons")
    choices = Choices(asked)
    step = cast("Step", choices.one("step", _("By"), STEPS, "month"))
    found = read_seasons(asked.whom, step, choices.family())
    return show(
        asked,
        tables=[_table(asked, step, found, found.days)] if found.days else [],
        charts=[_chart(step, found)] if any(one.is_sure for one in found.rows) else [],
        formula=FORMULA,
        **choices.shown,
        days=found.days,
        is_empty=not found.rows,
        few=any(not one.is_sure for one in found.rows[:MOST_ROWS]),
        more=max(0, len(found.rows) - MOST_ROWS),
    )


def _parts(found: Seasons) -> list[int]:
    return sorted(found.rows[0].indexes) if found.rows else []


def _name(part: int, step: Step, *, is_short: bool = True) -> str:
    if step == "week":
        return gettext("w. {number}").format(number=part)
    return str((MONTHS_3 if is_short else MONTHS)[part])


def _table(asked: Asked, step: Step, found: Seasons, days: Period) -> Table:
    parts = _parts(found)
    spans = {part: windows(part, days.start_on, days.end_on, step) for part in parts}
    columns = [
        Column(_("Family")),
        Column(_("Revenue"), "euros_round"),
        *(Column(_name(one, step), "count") for one in parts),
    ]
    rows = []
    for one in found.rows[:MOST_ROWS]:
        thing = found.things[one.key]
        few = "" if one.is_sure else gettext("too few sales")
        head = [
            Cell(called(thing, "family"), into(asked, thing), note=few),
            Cell(one.revenue_cents, buyers(asked, thing, days)),
        ]
        rows.append([*head, *(_cell(asked, thing, one, part, spans[part]) for part in parts)])
    return Table("seasons", _("Index of each family through the year"), columns, rows, is_heat=True)


def _cell(asked: Asked, thing: Thing, one: Season, part: int, spans: list[tuple[date, date]]) -> Cell:
    index = one.indexes[part]
    url = people(asked, {"any": [bought(thing.slots, span) for span in spans]}) if thing.slots and index > 0 else ""
    return Cell(round(index), url, sum(index >= bound for bound in BOUNDS) if one.is_sure else None)


def _chart(step: Step, found: Seasons) -> Chart:
    parts = _parts(found)
    rows = [one for one in found.rows if one.is_sure][:MOST_BARS]
    names = [called(found.things[one.key], "family") for one in rows]
    series = [Series(name, [one.indexes[part] for part in parts]) for name, one in zip(names, rows, strict=True)]
    return Chart(
        "seasons",
        "heat",
        _("Index of each family through the year"),
        series,
        [_name(one, step) for one in parts],
        rows=names,
    )
