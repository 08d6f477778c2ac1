"""Points given, used and lost, vouchers, and tiers."""

from collections.abc import Mapping
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.points import Moved, Standing
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_points import read_points
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import number
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

FORMULA = _(
    "Given: all points that came, by purchases, gifts and corrections. Taken back: with returns. Used: at the till or "
    "for vouchers. Lost: past their time. Points count on the day they are for; who was erased is left out. Vouchers: "
    "those with an owner, by the day of issue and of use; one given back was not used. Tiers: as of today."
)
NAMES = {
    "given": _("Points given"),
    "back": _("Points taken back"),
    "used": _("Points used"),
    "lost": _("Points lost"),
    "issued": _("Vouchers issued"),
    "redeemed": _("Vouchers used"),
}
DRAWN = {"given": "green", "used": "gold", "lost": "brick"}


@permission(rules.VIEW_FIGURES)
def points(request: HttpRequest) -> HttpResponseBase:
    """Show the months and the tiers."""
    asked = Asked(request, "points")
    found = read_points(asked.whom)
    return show(
        asked,
        tables=[_months(found.months), _tiers([one for one in found.tiers if one.tier])],
        charts=[_chart(found.months)] if _is_moved(found.months) else [],
        formula=FORMULA,
        is_empty=not found.months and not found.tiers,
    )


def _is_moved(months: Mapping[date, Moved]) -> bool:
    return any(getattr(month, name) for month in months.values() for name in DRAWN)


def _months(months: Mapping[date, Moved]) -> Table:
    columns = (Column(_("Month"), "month"), *(Column(label, "count") for label in NAMES.values()))
    rows = [(month, *(getattr(months[month], name) for name in NAMES)) for month in sorted(months, reverse=True)]
    totals = (gettext("All"), *(sum(getattr(one, name) for one in months.values()) for name in NAMES))
    return Table("points_by_month", _("Month after month"), columns, rows, totals if rows else ())


def _tiers(tiers: list[Standing]) -> Table:
    columns = (Column(_("Tier")), Column(_("Customers"), "count"), Column(_("Points they may use"), "count"))
    rows = [(one.tier, Cell(one.customers, _people(one.tier)), one.points) for one in tiers]
    return Table("tiers", _("Tiers today"), columns, rows)


def _people(tier: str) -> str:
    return people_link({"all": [{"condition": "tier", "is": [tier]}]})


def _chart(months: Mapping[date, Moved]) -> Chart:
    series = [
        Series(NAMES[name], [getattr(one, name) for one in months.values()], tone=tone) for name, tone in DRAWN.items()
    ]
    label = _("Points given, used and lost, month after month")
    return Chart("points", "bar", label, series, [date_format(month, "N Y") for month in months])


def tile(whom: Whom) -> Tile | None:
    """Return how many points were used."""
    used = sum(one.used for one in read_points(whom).months.values())
    return Tile(number(used), _("points used")) if used else None
