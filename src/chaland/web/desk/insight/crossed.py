"""Sizes and colours, materials and price levels: what sells by two traits of the articles."""

from typing import Any, cast

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.usecases.insight.choose_articles import By
from chaland.usecases.insight.read_traits import Crossed, Measure, read_traits
from chaland.web.common.access import permission
from chaland.web.desk.dashboard.heat import level
from chaland.web.desk.insight.articles import BYS, ONE, Choices, bought, called, people
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.charts import Unit as ChartUnit
from chaland.web.desk.insight.frame import Asked, show
from chaland.web.desk.insight.tables import Cell, Column, Kind, Table

TRAITS = tuple(by for by in BYS if by != "article")
MEASURES = {"revenue_cents": _("Revenue"), "quantity_milli": _("Quantity"), "buyers": _("Buyers")}
KINDS: dict[Measure, Kind] = {"revenue_cents": "euros_round", "quantity_milli": "decimal", "buyers": "count"}
UNITS: dict[Measure, ChartUnit] = {"revenue_cents": "euros", "quantity_milli": "count", "buyers": "count"}
FORMULA = _(
    "Each cell is what was bought of the articles that have both traits, returns deducted; a buyer is a customer "
    "with a line that is no return. Capitals and accents make no difference. The darker, the more. Articles for "
    "which one of the two is not told are left out."
)


@permission(rules.VIEW_FIGURES)
def crossed(request: HttpRequest) -> HttpResponseBase:
    """Show two traits against each other."""
    asked = Asked(request, "traits")
    choices = Choices(asked)
    rows = choices.by(TRAITS, "rows", _("Rows"), "size")
    columns = choices.by(TRAITS, "columns", _("Columns"), "colour")
    measure = cast("Measure", choices.one("measure", _("Counted in"), MEASURES, "revenue_cents"))
    found = read_traits(asked.whom, rows, columns, measure, choices.family())
    return show(
        asked,
        tables=[_table(asked, rows, columns, measure, found)],
        charts=[_chart(rows, columns, measure, found)],
        formula=FORMULA,
        **choices.shown,
        is_empty=not found.cells,
        left_rows=found.all_rows - len(found.rows),
        left_columns=found.all_columns - len(found.columns),
    )


def _value(found: Crossed, row: Any, column: Any, measure: Measure) -> float | int | None:
    value = found.cells.get((row, column))
    return value / 1000 if value is not None and measure == "quantity_milli" else value


def _table(asked: Asked, rows: By, columns: By, measure: Measure, found: Crossed) -> Table:
    heads = [Column(called(found.column_things[key], columns), KINDS[measure]) for key in found.columns]
    shown = [(row, column) for row in found.rows for column in found.columns]
    ranked = sorted({value for pair in shown if (value := found.cells.get(pair, 0)) > 0})

    def cell(row: Any, column: Any) -> Cell:
        value = _value(found, row, column, measure)
        return Cell(value, _who(asked, found, row, column), level(found.cells.get((row, column), 0), ranked))

    return Table(
        "traits",
        gettext("{rows} and {columns}").format(rows=BYS[rows], columns=BYS[columns]),
        [Column(ONE[rows]), *heads],
        [[called(found.row_things[row], rows), *(cell(row, column) for column in found.columns)] for row in found.rows],
        is_heat=True,
    )


def _who(asked: Asked, found: Crossed, row: Any, column: Any) -> str:
    one, other = found.row_things[row].slots, found.column_things[column].slots
    if (row, column) not in found.cells or not one or not other:
        return ""
    return people(asked, bought({**one, **other}, asked.whom.period))


def _chart(rows: By, columns: By, measure: Measure, found: Crossed) -> Chart:
    names = [called(found.row_things[row], rows) for row in found.rows]
    series = [
        Series(name, [_value(found, row, column, measure) for column in found.columns])
        for name, row in zip(names, found.rows, strict=True)
    ]
    return Chart(
        "traits",
        "heat",
        gettext("{rows} and {columns}").format(rows=BYS[rows], columns=BYS[columns]),
        series,
        [called(found.column_things[key], columns) for key in found.columns],
        unit=UNITS[measure],
        rows=names,
    )
