"""What sellers and stores do over time: revenue, visits, basket, card, customers who come back."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.sellers import Takings
from chaland.usecases.choose_people import Whom
from chaland.usecases.read_sellers import Course, read_sellers, read_stores
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import percent
from chaland.web.desk.dashboard.links import bought
from chaland.web.desk.insight.charts import Chart, Series, Unit
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

MOST_DRAWN = 6
MOST_BY_MONTH = 20
FORMULA = _(
    "Basket = revenue ÷ visits. With a customer: receipts whose card or file is known ÷ all receipts. Came back in "
    "time: each month, of the customers served whose usual interval has passed since the first time in the month, the "
    "share who came back within it, to whichever seller. A usual interval is a median: 50% is the middle."
)
MEASURES: Mapping[str, tuple[str | Promise, Unit]] = {
    "revenue_cents": (_("Revenue"), "euros"),
    "visits": (_("Visits"), "count"),
    "basket_cents": (_("Basket"), "euros"),
    "card_share": (_("With a customer"), "percent"),
    "kept_share": (_("Came back in time"), "percent"),
}


@permission(rules.VIEW_FIGURES)
def sellers(request: HttpRequest) -> HttpResponseBase:
    """Show sellers, or with `view=stores` stores, month after month."""
    asked = Asked(request, "sellers")
    shown = "stores" if request.GET.get("view") == "stores" else "sellers"
    courses = read_stores(asked.whom) if shown == "stores" else read_sellers(asked.whom)
    measure = request.GET.get("measure", "")
    measure = measure if measure in MEASURES else "revenue_cents"
    labels = {"sellers": _("Sellers"), "stores": _("Stores")}
    return show(
        asked,
        tables=[_totals(courses, asked.whom, shown), _months(courses, shown)],
        charts=[_chart(courses, measure)] if courses else [],
        formula=FORMULA,
        views=[(label, asked.address(view=view), view == shown) for view, label in labels.items()],
        measures=[(label, asked.address(measure=name), name == measure) for name, (label, _unit) in MEASURES.items()],
        has_sellers=any(one.key for one in courses),
        is_empty=not courses,
    )


def _name(one: Course) -> str:
    return one.name or gettext("No seller")


def _columns(first: Sequence[Column]) -> tuple[Column, ...]:
    return (
        *first, Column(_("Revenue"), "euros_round"), Column(_("Visits"), "count"), Column(_("Basket"), "euros"),
        Column(_("With a customer"), "percent"), Column(_("Came back in time"), "percent"),
        Column(_("Of customers due"), "count"),
    )  # fmt: skip


def _cells(taken: Takings, url: str = "") -> tuple[object, ...]:
    return (
        Cell(taken.revenue_cents, url),
        Cell(taken.visits, url),
        taken.basket_cents,
        taken.card_share,
        taken.kept_share,
        taken.due,
    )


def _totals(courses: Sequence[Course], whom: Whom, shown: str) -> Table:
    rows = [(_name(one), *_cells(one.total, _people(one.key, whom, shown))) for one in courses]
    whole = sum((one.total for one in courses), Takings(0, 0, 0, 0))
    totals = (gettext("All"), *_cells(whole)) if courses else ()
    heading = Column(_("Store") if shown == "stores" else _("Seller"))
    return Table("sellers", _("Over the whole period"), _columns([heading]), rows, totals)


def _people(key: int | None, whom: Whom, shown: str) -> str:
    """Return who is behind a row: the customers served in the period."""
    if key is None:
        return ""
    if whom.segment_id is None:
        return bought(whom.period, store_id=key) if shown == "stores" else bought(whom.period, seller_id=key)
    days = {"from": whom.period.start_on.isoformat(), "to": whom.period.end_on.isoformat()}
    came = {"condition": "came", "is": {"operator": "at_least", "amount": 1}, "window": days}
    named = {"store": [key]} if shown == "stores" else {"seller": [key]}
    return people_link({"all": [{"condition": "member", "is": [whom.segment_id]}, {**came, **named}]})


def _months(courses: Sequence[Course], shown: str) -> Table:
    first = (Column(_("Month"), "month"), Column(_("Store") if shown == "stores" else _("Seller")))
    cells = sorted(
        ((month, place, one) for place, one in enumerate(courses[:MOST_BY_MONTH]) for month in one.months), reverse=True
    )
    rows = [(month, _name(one), *_cells(one.months[month])) for month, _place, one in cells]
    return Table("sellers_by_month", _("Month after month"), _columns(first), rows)


def _chart(courses: Sequence[Course], measure: str) -> Chart:
    label, unit = MEASURES[measure]
    months = sorted({month for one in courses for month in one.months})
    series = [
        Series(_name(one), [_value(one.months.get(month), measure) for month in months]) for one in courses[:MOST_DRAWN]
    ]
    return Chart("sellers", "line", label, series, [_written(month) for month in months], unit=unit)


def _value(taken: Takings | None, measure: str) -> float | None:
    return None if taken is None else getattr(taken, measure)


def _written(month: date) -> str:
    return date_format(month, "N Y")


def tile(whom: Whom) -> Tile | None:
    """Return the share of customers who came back in time."""
    whole = sum((one.total for one in read_stores(whom)), Takings(0, 0, 0, 0))
    if whole.kept_share is None:
        return None
    return Tile(percent(whole.kept_share), gettext("of customers came back within their usual interval"))
