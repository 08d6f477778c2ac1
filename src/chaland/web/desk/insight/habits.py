"""The screen of how often customers come and how much they spend each time: spread, evolution, stores compared."""

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise
from typing import Any, TypeAlias

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.kernel.money import format_euros_round
from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_habits import Habits, Middle, Spread, read_habits
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import days as written_days
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

MOST_STORES = 50
Condition: TypeAlias = Callable[[Any], dict[str, Any]]
FORMULA = _(
    "Interval of a customer = (last visit − first visit of the period) in days ÷ (visits − 1), from two visits on. "
    "Basket of a customer = revenue ÷ visits of the period, returns deducted. The median has half of the customers "
    "on each side. Compared: the same weekdays 52 weeks before, or for longer periods the days just before."
)


@permission(rules.VIEW_FIGURES)
def habits(request: HttpRequest) -> HttpResponseBase:
    """Show intervals and baskets."""
    asked = Asked(request, "habits")
    found, now = read_habits(asked.whom), asked.whom.period
    stores = [_stores(found)] if len(found.by_store) > 1 else []
    return show(
        asked,
        tables=(_middles(found), _intervals(found, now), _baskets(found, now), *stores),
        charts=(
            _chart("intervals", found.intervals, _interval_labels(found.intervals.edges), _("Customers by interval")),
            _chart("baskets", found.baskets, _basket_labels(found.baskets.edges), _("Customers by basket")),
        ),
        formula=FORMULA,
        is_empty=not found.now.customers and not found.before.customers,
    )


def tile(whom: Whom) -> Tile | None:
    """Tell the median interval."""
    found = read_habits(whom).now
    if found.interval_days is None:
        return None
    return Tile(written_days(found.interval_days), _("between two visits, for half of the customers who came twice"))


def _middles(found: Habits) -> Table:
    columns = (
        Column(_("Days")),
        Column(_("Customers"), "count"),
        Column(_("Median interval, days"), "days"),
        Column(_("Median basket"), "euros"),
    )
    rows: list[list[Any]] = [[_("Period"), *_figures(found.now)], [_("Days compared"), *_figures(found.before)]]
    if found.everybody:
        rows.append([_("Period, everybody"), *_figures(found.everybody)])
    return Table("habits", _("Median interval and basket"), columns, rows)


def _figures(middle: Middle) -> tuple[Any, ...]:
    basket = middle.basket_cents
    return middle.customers, middle.interval_days, None if basket is None else round(basket)


def _intervals(found: Habits, now: Period) -> Table:
    labels = _interval_labels(found.intervals.edges)
    return _bars(
        "intervals", _("Interval between visits"), found.intervals, labels, partial(_from, "visit_interval", now)
    )


def _baskets(found: Habits, now: Period) -> Table:
    labels = _basket_labels(found.baskets.edges)
    return _bars("baskets", _("Basket"), found.baskets, labels, partial(_from, "average_basket", now))


def _from(code: str, now: Period, least: float) -> dict[str, Any]:
    window = {"from": now.start_on.isoformat(), "to": now.end_on.isoformat()}
    return {"condition": code, "is": {"operator": "at_least", "amount": least}, "window": window}


def _bars(key: str, heading: str | Promise, found: Spread, labels: Sequence[str], least: Condition) -> Table:
    edges = [*found.edges, None]

    def url(place: int) -> str:
        edge, beyond = edges[place : place + 2]
        without = [{"none": [least(beyond)]}] if beyond is not None else []
        return people_link({"all": [least(edge), *without]})

    columns = (
        Column(heading),
        Column(_("Customers, period"), "count"),
        Column(_("Share"), "percent"),
        Column(_("Customers, days compared"), "count"),
        Column(_("Share before"), "percent"),
    )
    whole, whole_before = sum(found.now.values()), sum(found.before.values())
    rows = [
        [
            label,
            Cell(count := found.now.get(place, 0), url(place) if count else ""),
            count / whole if whole else None,
            before := found.before.get(place, 0),
            before / whole_before if whole_before else None,
        ]
        for place, label in enumerate(labels)
    ]
    return Table(key, heading, columns, rows)


def _chart(key: str, found: Spread, labels: Sequence[str], label: str | Promise) -> Chart:
    def shares(counts: Any) -> list[float]:
        whole = sum(counts.values())
        return [counts.get(place, 0) / whole if whole else 0 for place in range(len(labels))]

    series = [
        Series(_("Days compared"), shares(found.before), tone="sand"),
        Series(_("Period"), shares(found.now), tone="green"),
    ]
    return Chart(key, "bar", label, series, labels, unit="percent")


def _interval_labels(edges: Sequence[float]) -> list[str]:
    last = gettext("%(days)s d and more") % {"days": int(edges[-1])}
    return [
        *(gettext("%(low)s–%(high)s d") % {"low": int(low), "high": int(high)} for low, high in pairwise(edges)),
        last,
    ]


def _basket_labels(edges: Sequence[float]) -> list[str]:
    language = get_language() or "fr"
    written = [format_euros_round(int(edge), language) for edge in edges]
    return [*(f"{low}–{high}" for low, high in pairwise(written)), f"≥ {written[-1]}"]


def _stores(found: Habits) -> Table:
    columns = (
        Column(_("Store")),
        Column(_("Customers"), "count"),
        Column(_("Median interval, days"), "days"),
        Column(_("before"), "days"),
        Column(_("Median basket"), "euros"),
        Column(_("before"), "euros"),
    )
    rows = [_store_row(name, now, before) for _store_id, name, now, before in found.by_store[:MOST_STORES]]
    return Table("habits_stores", _("Median interval and basket of each store"), columns, rows)


def _store_row(name: str, now: Middle, before: Middle) -> list[Any]:
    customers, interval, basket = _figures(now)
    _count, interval_before, basket_before = _figures(before)
    return [name, customers, interval, interval_before, basket, basket_before]
