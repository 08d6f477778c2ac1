"""The screen of what share of the revenue the best customers make."""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_habits import Best, read_concentration
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import percent
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

FORMULA = _(
    "Customers with a receipt in the period, ranked by their revenue of the period, returns deducted. Those who "
    "spend the same as the last of a group are in it too. Share of revenue = revenue of the group ÷ revenue of all "
    "of them."
)
SAID = 20


@permission(rules.VIEW_FIGURES)
def concentration(request: HttpRequest) -> HttpResponseBase:
    """Show the curve."""
    asked = Asked(request, "concentration")
    found = read_concentration(asked.whom)
    return show(
        asked,
        tables=(_table(found, asked.whom.period),),
        charts=(_chart(found),),
        formula=FORMULA,
        is_empty=not found,
        said=_said(found),
        most=SAID,
    )


def tile(whom: Whom) -> Tile | None:
    """Tell what a fifth of the customers makes."""
    found = read_concentration(whom)
    sentence = gettext("of the revenue comes from %(most)s%% of the customers") % {"most": SAID}
    return Tile(_said(found), sentence) if found else None


def _said(found: list[Best]) -> str:
    return next((percent(_part(best, found)) for best in found if best.share == SAID), "—")


def _part(best: Best, found: list[Best]) -> float | None:
    whole = found[-1].revenue_cents
    return best.revenue_cents / whole if whole else None


def _table(found: list[Best], period: Period) -> Table:
    columns = (
        Column(_("The best")),
        Column(_("Customers"), "count"),
        Column(_("Revenue"), "euros_round"),
        Column(_("Share of revenue"), "percent"),
        Column(_("Spent at least"), "euros_round"),
    )
    rows = [_row(best, found, period) for best in found]
    return Table("concentration", _("Share of the revenue of the best customers"), columns, rows)


def _row(best: Best, found: list[Best], period: Period) -> list[Any]:
    among = {"operator": "top_percent", "amount": best.share}
    url = people_link({"all": [{"condition": "revenue", "is": among, "window": {"last_days": period.days}}]})
    label = percent(best.share / 100)
    return [label, Cell(best.customers, url), best.revenue_cents, _part(best, found), round(best.least_cents)]


def _chart(found: list[Best]) -> Chart:
    points = [[0, 0], *([best.customers / found[-1].customers, _part(best, found)] for best in found)]
    label = _("Share of the revenue by share of the customers, the best first; the figures stand in the table below.")
    return Chart(
        "curve",
        "line",
        label,
        [Series(_("Your customers"), points, is_filled=True), Series(_("If all spent the same"), [[0, 0], [1, 1]],
         tone="sand", is_dashed=True)],
        unit="percent",
        x_unit="percent",
        x_label=_("Share of the customers"),
        y_label=_("Share of revenue"),
    )  # fmt: skip
