"""The screen that takes a difference in revenue apart."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.revenue_change import GROUPS
from chaland.sales.comparing import STEADY_WITHIN_PERCENT
from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_revenue_change import Part, RevenueChange, read_revenue_change
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import euros_round
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

LABELS: Mapping[str, tuple[str | Promise, str | Promise]] = {
    "new": (_("New customers"), _("came now, never before")),
    "back": (pgettext_lazy("difference", "Back"), _("came now, not in the days compared, but earlier")),
    "grown": (_("Spend more"), _("came in both, for a fifth more at least")),
    "kept": (_("Spend as much"), _("came in both, for less than a fifth more or less")),
    "shrunk": (_("Spend less"), _("came in both, for a fifth less at least")),
    "lost": (_("Did not come again"), _("came in the days compared, not now")),
    "returns": (_("Only brought back"), _("no visit, only returns")),
    "anonymous": (_("Without a customer"), _("receipts of nobody known")),
}
FORMULA = _(
    "Each customer is in one line only, so that the differences add up to the whole one to the cent. Difference = "
    "revenue of the period − revenue of the days compared, returns deducted. Compared: the same weekdays 52 weeks "
    "before, or for longer periods the days just before. Spend more: difference ÷ revenue before ≥ 20%; spend less:"
    " ≤ −20%."
)


@permission(rules.VIEW_FIGURES)
def revenue_change(request: HttpRequest) -> HttpResponseBase:
    """Show where the difference comes from."""
    asked = Asked(request, "revenue-change")
    found = read_revenue_change(asked.whom)
    return show(
        asked,
        tables=(_table(found),),
        charts=(_chart(found),),
        formula=FORMULA,
        found=found,
        is_empty=not found.parts,
    )


def tile(whom: Whom) -> Tile | None:
    """Tell what was lost with those who did not come again."""
    found = read_revenue_change(whom)
    if not found.whole.before_cents:
        return None
    lost = found.parts.get("lost", Part()).before_cents
    return Tile(euros_round(lost), _("spent a year before by customers who did not come in the period"))


def _table(found: RevenueChange) -> Table:
    columns = (
        Column(_("Customers")),
        Column(_("How many"), "count"),
        Column(_("Days compared"), "euros"),
        Column(_("Period"), "euros"),
        Column(_("Difference"), "euros"),
        Column(_("Visits before"), "count"),
        Column(_("Visits now"), "count"),
    )
    rows = [_row(group, found.parts[group], found) for group in GROUPS if group in found.parts]
    totals = (gettext("In all"), *_figures(found.whole))
    return Table("revenue_change", _("Difference in revenue by group of customers"), columns, rows, totals)


def _row(group: str, part: Part, found: RevenueChange) -> list[Any]:
    label, note = LABELS[group]
    rule = _rule(group, found)
    customers, *rest = _figures(part)
    url = people_link(rule) if rule and part.customers else ""
    return [Cell(label, note=note), Cell(customers if group != "anonymous" else None, url), *rest]


def _figures(part: Part) -> tuple[int, ...]:
    return (part.customers, part.before_cents, part.now_cents, part.change_cents, part.visits_before, part.visits_now)


def _chart(found: RevenueChange) -> Chart:
    groups = [group for group in GROUPS if group in found.parts]
    values = [found.parts[group].change_cents for group in groups]
    urls = [people_link(rule) if (rule := _rule(group, found)) else "" for group in groups]
    label = _("Difference in revenue of each group of customers; the figures stand in the table below.")
    names = [LABELS[group][0] for group in groups]
    return Chart("change", "bar", label, [Series(_("Difference"), values, urls)], names, unit="euros")


def _rule(group: str, found: RevenueChange) -> dict[str, Any] | None:
    now, before = _came(found.now), _came(found.before)
    earlier = {"condition": "visits", "is": {"operator": "at_least", "amount": 1},
               "window": {"to": Period.ending(found.now.start_on, 2).start_on.isoformat()}}  # fmt: skip
    change = {"condition": "revenue_change", "window": _days(found.now)}
    more = {**change, "is": {"operator": "at_least", "amount": STEADY_WITHIN_PERCENT}}
    less = {**change, "is": {"operator": "at_most", "amount": -STEADY_WITHIN_PERCENT}}
    made: dict[str, dict[str, Any]] = {
        "new": {"all": [now, {"none": [earlier]}]},
        "back": {"all": [now, earlier, {"none": [before]}]},
        "grown": {"all": [now, before, more]},
        "kept": {"all": [now, before, {"none": [more, less]}]},
        "shrunk": {"all": [now, before, less]},
        "lost": {"all": [before, {"none": [now]}]},
    }
    return made.get(group)


def _came(period: Period) -> dict[str, Any]:
    return {"condition": "visits", "is": {"operator": "at_least", "amount": 1}, "window": _days(period)}


def _days(period: Period) -> dict[str, str]:
    return {"from": period.start_on.isoformat(), "to": period.end_on.isoformat()}
