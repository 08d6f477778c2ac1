"""The screen of new customers by the month they arrived."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.arrivals import MONTHS_SHOWN
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_arrivals import Arrivals, read_arrivals
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import percent
from chaland.web.desk.dashboard.heat import level
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

FORMULA = _(
    "A customer arrives in the month of their first visit. Came again = those with a visit in the month ÷ all who "
    "arrived. Revenue by arrival = all they spent from their first visit to the end of that month, returns deducted, ÷ "
    "all who arrived. The month under way is not over."
)


@permission(rules.VIEW_FIGURES)
def arrivals(request: HttpRequest) -> HttpResponseBase:
    """Show who came again, and what they brought."""
    asked = Asked(request, "arrivals")
    found = read_arrivals(asked.whom)
    return show(
        asked,
        tables=(_came_again(found), _revenue(found)),
        charts=(_chart(found),),
        formula=FORMULA,
        is_empty=not any(found.arrived(place) for place in range(MONTHS_SHOWN)),
    )


def tile(whom: Whom) -> Tile | None:
    """Tell how many of the newest whole quarter have come again the month after."""
    found = read_arrivals(whom)
    places = range(MONTHS_SHOWN - 5, MONTHS_SHOWN - 2)
    arrived = sum(found.arrived(place) for place in places)
    again = sum(found.customers.get((place, 1), 0) for place in places)
    return Tile(percent(again / arrived), _("of new customers come again in the month after")) if arrived else None


def _months_after(place: int) -> range:
    return range(MONTHS_SHOWN - place)


def _came_again(found: Arrivals) -> Table:
    shares = [share for place in range(MONTHS_SHOWN) for later in _months_after(place)[1:]
              if (share := _share(found, place, later))]  # fmt: skip
    ranked = sorted({_shade(share) for share in shares if _shade(share)})

    def cell(place: int, later: int) -> Cell:
        if later not in _months_after(place) or not found.arrived(place):
            return Cell(None)
        share = _share(found, place, later) or 0.0
        url = people_link({"all": [*_arrived(found.ends[place]), _came(found.ends[place + later])]}) if share else ""
        return Cell(share, url, level(_shade(share), ranked))

    columns = (
        Column(_("Arrived in"), "month"),
        Column(_("New customers"), "count"),
        *(Column(gettext("+%(months)s m") % {"months": later}, "percent") for later in range(1, MONTHS_SHOWN)),
    )
    rows = [
        [end, _new(found, place), *(cell(place, later) for later in range(1, MONTHS_SHOWN))]
        for place, end in reversed(list(enumerate(found.ends)))
    ]
    return Table(
        "arrivals", _("Share of new customers who came again, by month of arrival"), columns, rows, is_heat=True
    )


def _share(found: Arrivals, place: int, later: int) -> float | None:
    arrived = found.arrived(place)
    return found.customers.get((place, later), 0) / arrived if arrived else None


def _shade(share: float) -> int:
    return round(share * 1000)


def _new(found: Arrivals, place: int) -> Cell:
    arrived = found.arrived(place)
    return Cell(arrived, people_link({"all": _arrived(found.ends[place])}) if arrived else "")


def _revenue(found: Arrivals) -> Table:
    values = {
        (place, later): round(found.spent_until(place, later) / found.arrived(place))
        for place in range(MONTHS_SHOWN)
        for later in _months_after(place)
        if found.arrived(place)
    }
    ranked = sorted({value for value in values.values() if value > 0})

    def cell(place: int, later: int) -> Cell:
        value = values.get((place, later))
        return Cell(value, level=None if value is None else level(value, ranked))

    columns = (
        Column(_("Arrived in"), "month"),
        Column(_("First month"), "euros_round"),
        *(Column(gettext("+%(months)s m") % {"months": later}, "euros_round") for later in range(1, MONTHS_SHOWN)),
    )
    rows = [
        [end, *(cell(place, later) for later in range(MONTHS_SHOWN))]
        for place, end in reversed(list(enumerate(found.ends)))
    ]
    caption = _("Revenue by arrived customer since their first visit, by month of arrival")
    return Table("arrivals_revenue", caption, columns, rows, is_heat=True)


def _chart(found: Arrivals) -> Chart:
    urls = [people_link({"all": _arrived(end)}) for end in found.ends]
    counts = [found.arrived(place) for place in range(MONTHS_SHOWN)]
    label = _("New customers of each of the last thirteen months; the figures stand in the table below.")
    return Chart("arrived", "bar", label, [Series(_("New customers"), counts, urls)],
                 [date_format(end, "N Y") for end in found.ends])  # fmt: skip


def _arrived(end: date) -> list[dict[str, Any]]:
    """Return the conditions of those who came first in the month of this day."""
    before = end.replace(day=1) - timedelta(days=1)
    never = {"operator": "equal", "amount": 0}
    return [_came(end), {"condition": "visits", "is": never, "window": {"to": before.isoformat()}}]


def _came(end: date) -> dict[str, Any]:
    """Return the condition of those who came in the month that ends so."""
    window = {"from": end.replace(day=1).isoformat(), "to": end.isoformat()}
    return {"condition": "visits", "is": {"operator": "at_least", "amount": 1}, "window": window}
