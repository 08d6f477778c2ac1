"""A seller reads their own figures beside the mean of their store, and nobody else's."""

from collections.abc import Mapping
from datetime import date

from django.http import Http404, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from chaland.accounts.queries import sellers_of
from chaland.accounts.rules import VIEW_OWN_FIGURES
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_sellers import Course, Own, mean, read_own
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.insight.charts import Chart, Series, Unit
from chaland.web.desk.insight.frame import PERIODS, Asked
from chaland.web.desk.insight.sellers import (
    FORMULA,
    KINDS,
    MEASURES,
    cells_of,
    columns_of,
    difference,
    mean_line,
    written,
)
from chaland.web.desk.insight.tables import FILES, WRITTEN, Column, Table, as_file


@permission(VIEW_OWN_FIGURES)
@require_safe
def own(request: DeskRequest) -> HttpResponseBase:
    """Show the figures of the sellers that the user is, in the store looked at."""
    asked = Asked(request, "")
    # A segment is no seller's to choose.
    whom = Whom(request_scope(request), asked.whom.period)
    mine = sellers_of(request.user, whom.scope)
    found = read_own(whom, mine)
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "revenue_cents"
    tables = {table.key: table for table in (_beside(found), _months(found.course))}
    if (kind := request.GET.get("file")) is not None:
        return _file(tables, request.GET.get("table", ""), kind, whom.today)
    return render(
        request,
        "desk/insight/own.html",
        {
            "nav": "own-figures",
            "is_seller": bool(mine),
            "is_empty": not found.course.months,
            "has_mean": bool(found.beside),
            "tables": tables,
            "charts": {"own": _chart(found, measure)},
            "formula": FORMULA,
            "periods": [(PERIODS[key][1], asked.address(period=key), key == asked.choice) for key in PERIODS],
            "measures": [(MEASURES[name][0], asked.address(measure=name), name == measure) for name in MEASURES],
            "file_address": f"{asked.address()}&file=",
        },
    )


def _beside(found: Own) -> Table:
    columns = (Column(_("Figure")), Column(_("Mine")), Column(_("Mean")), Column(_("Difference")))
    rows = []
    for name, (label, unit) in MEASURES.items():
        value, middle = found.course.whole.value(name), mean([one.whole for one in found.beside], name)
        rows.append((str(label), _said(value, unit), _said(middle, unit), difference(value, middle, unit)))
    return Table("own_figures", _("Beside the mean of the store"), columns, rows)


def _said(value: float | None, unit: Unit) -> str:
    if value is None:
        return "—"
    if unit == "count" and value != int(value):
        unit = "decimal"
    return str(WRITTEN[KINDS[unit]](round(value) if unit in ("count", "euros") else value, get_language() or "fr"))


def _months(course: Course) -> Table:
    rows = [(month, *cells_of(course.months[month])) for month in sorted(course.months, reverse=True)]
    return Table("own_months", _("Month after month"), columns_of([Column(_("Month"), "month")]), rows)


def _chart(found: Own, measure: str) -> Chart:
    label, unit = MEASURES[measure]
    months = sorted(found.course.months)
    series = [Series(_("Mine"), [found.course.months[month].value(measure) for month in months])]
    if found.beside:
        series.append(mean_line(found.beside, months, measure))
    return Chart("own", "line", label, series, [written(month) for month in months], unit=unit)


def _file(tables: Mapping[str, Table], key: str, kind: str, today: date) -> HttpResponseBase:
    if key not in tables or kind not in FILES:
        raise Http404
    return as_file(tables[key], kind, today)
