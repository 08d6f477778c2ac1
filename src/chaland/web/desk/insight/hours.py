"""When customers come: a table of weekdays and hours, of any period and segment."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.hours import Hour
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_sellers import read_hours
from chaland.web.common.access import permission
from chaland.web.desk.dashboard.heat import level
from chaland.web.desk.dashboard.links import bought
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Kind, Table

Hours = Mapping[tuple[int, int], Hour]
FORMULA = _(
    "By the clock of the store where it was sold. Visits are receipts that are no return; revenue deducts returns; "
    "basket = revenue ÷ visits. Receipts without a customer count, unless a segment is chosen. The darker, the more: "
    "five shades of equally many cells."
)
MEASURES: Mapping[str, tuple[str | Promise, Kind, Callable[[Hour], int | None]]] = {
    "visits": (_("Visits"), "count", lambda one: one.visits),
    "revenue": (_("Revenue"), "euros_round", lambda one: one.revenue_cents),
    "basket": (_("Basket"), "euros", lambda one: one.basket_cents),
}


@permission(rules.VIEW_FIGURES)
def hours(request: HttpRequest) -> HttpResponseBase:
    """Show a measure by weekday and hour, and by weekday and by hour alone."""
    asked = Asked(request, "hours")
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "visits"
    found = read_hours(asked.whom)
    return show(
        asked,
        tables=[_heat(found, measure, asked.whom), _days(found)],
        charts=[_by_hour(found, measure)] if found else [],
        formula=FORMULA,
        views=[(label, asked.address(measure=name), name == measure) for name, (label, *_more) in MEASURES.items()],
        is_empty=not found,
    )


def _span(found: Hours) -> range:
    """Return the hours from the first to the last in which something was sold."""
    known = {hour for _weekday, hour in found}
    return range(min(known), max(known) + 1) if known else range(0)


def _heat(found: Hours, measure: str, whom: Whom) -> Table:
    label, kind, read = MEASURES[measure]
    values = {place: value for place, one in found.items() if (value := read(one)) is not None}
    ranked = sorted({value for value in values.values() if value > 0})
    rows = [
        (
            WEEKDAYS[weekday],
            *(
                _cell(values.get((weekday, hour)), ranked, _people(weekday, hour, whom, measure))
                for hour in _span(found)
            ),
        )
        for weekday in sorted({weekday for weekday, _hour in found})
    ]
    columns = (Column(_("Day")), *(Column(f"{hour} h", kind) for hour in _span(found)))
    return Table("hours", label, columns, rows, is_heat=True)


def _cell(value: int | None, ranked: list[int], url: str) -> Cell:
    return Cell(None, level=0) if value is None else Cell(value, url, level(value, ranked))


def _people(weekday: int, hour: int, whom: Whom, measure: str) -> str:
    """Return who came at this hour in the period; behind amounts also who only brought something back."""
    if whom.segment_id is None:
        return bought(whom.period, with_returns=measure != "visits", weekday=weekday, hours=(hour, hour))
    came: dict[str, Any] = {
        "condition": "came",
        "is": {"operator": "at_least", "amount": 1},
        "window": {"from": whom.period.start_on.isoformat(), "to": whom.period.end_on.isoformat()},
        "hours": {"from": hour, "to": hour},
        "weekdays": [str(weekday + 1)],
    }
    return people_link({"all": [{"condition": "member", "is": [whom.segment_id]}, came]})


def _together(hours: list[Hour]) -> Hour:
    return Hour(sum(one.visits for one in hours), sum(one.revenue_cents for one in hours))


def _days(found: Hours) -> Table:
    columns = (
        Column(_("Day")), Column(_("Visits"), "count"), Column(_("Revenue"), "euros_round"),
        Column(_("Basket"), "euros"), Column(_("Share of the visits"), "percent"),
    )  # fmt: skip
    whole = _together(list(found.values()))
    days = {
        weekday: _together([one for (day, _hour), one in found.items() if day == weekday])
        for weekday in sorted({weekday for weekday, _hour in found})
    }
    rows = [(WEEKDAYS[weekday], *_told(one, whole)) for weekday, one in days.items()]
    totals = (gettext("All"), *_told(whole, whole)) if found else ()
    return Table("weekdays", _("By day of the week"), columns, rows, totals)


def _told(one: Hour, whole: Hour) -> tuple[Any, ...]:
    return one.visits, one.revenue_cents, one.basket_cents, one.visits / whole.visits if whole.visits else None


def _by_hour(found: Hours, measure: str) -> Chart:
    label, kind, read = MEASURES[measure]
    values = [read(_together([one for (_day, at), one in found.items() if at == hour])) for hour in _span(found)]
    series = [Series(label, values)]
    return Chart(
        "by_hour", "bar", label, series, [f"{hour} h" for hour in _span(found)], "count" if kind == "count" else "euros"
    )


def tile(whom: Whom) -> Tile | None:
    """Return the busiest hour of the week."""
    found = read_hours(whom)
    if not found:
        return None
    weekday, hour = max(found, key=lambda place: found[place].visits)
    return Tile(f"{WEEKDAYS[weekday]} {hour} h", gettext("the busiest hour of the week"))
