"""How often customers come, beside the upper quarter of comparable customers: by store, by segment, of one customer."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.frequency import LEAST_ALIKE, Attainable
from chaland.sales.dashboard.periods import Period
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_frequency import read_customer_frequency, read_frequency, read_whole
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.common.templatetags.chaland import euros_round
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table
from chaland.web.desk.parts import show_part_of_customer
from chaland.web.desk.refusals import not_found_as_404

MONTHS, WEEKS = 12, 365 / 7
MOST_DRAWN = 15
FORMULA = _(
    "Visits a year: those of the last 365 days; of who came first less than a year ago, brought to a year (90 days at "
    "least). The upper quarter: what one in four comparable customers reaches. Comparable: the nearest of a dozen "
    "typical mixes of families in the file, and the same distance from the store (2, 5, 10, 20 km, from the commune); "
    "fewer than 20 of them, the mix alone. Worth = visits missing to the upper quarter × their own average basket."
)

Row = tuple[str, Attainable, str]
"""What it is called, its figures, and who is behind them."""


@permission(rules.VIEW_FIGURES)
def frequency(request: HttpRequest) -> HttpResponseBase:
    """Show how often customers come and might come."""
    asked = Asked(request, "frequency")
    found = read_frequency(asked.whom)
    stores = [
        (name or gettext("No store of reference"), one, _of_store(one.key, asked.whom)) for name, one in found.stores
    ]
    segments = [(name, one, reverse("segment", args=[one.key])) for name, one in found.segments]
    return show(
        asked,
        tables=[
            _table("by_store", _("By store of reference"), stores),
            _table("by_segment", _("By segment"), segments),
        ],
        charts=[_chart(stores)] if stores else [],
        formula=FORMULA,
        whole=found.whole,
        paces=_paces(found.whole) if found.whole else (),
        share=found.whole.below / found.whole.customers if found.whole else None,
        has_segments=bool(segments),
    )


def _of_store(store_id: int | None, whom: Whom) -> str:
    if store_id is None:
        return ""
    once = {"operator": "at_least", "amount": 1}
    rule = [
        {"condition": "home_store", "is": [store_id]},
        {"condition": "visits", "is": once, "window": {"last_days": 365}},
        *([{"condition": "member", "is": [whom.segment_id]}] if whom.segment_id else []),
    ]
    return people_link({"all": rule})


def _paces(one: Attainable) -> list[tuple[str, float, float]]:
    """Return the visits per week, month and year: theirs, and of the upper quarter."""
    spans = ((gettext("a week"), WEEKS), (gettext("a month"), MONTHS), (gettext("a year"), 1))
    return [(label, one.yearly / parts, one.upper / parts) for label, parts in spans]


def _table(key: str, caption: object, rows: Sequence[Row]) -> Table:
    columns = (
        Column(_("Name")), Column(_("Customers"), "count"), Column(_("Visits a week"), "hundredths"),
        Column(_("Visits a month"), "decimal"), Column(_("Visits a year"), "decimal"),
        Column(_("Upper quarter, a year"), "decimal"), Column(_("Below it"), "count"),
        Column(_("Worth a year"), "euros_round"),
    )  # fmt: skip
    return Table(
        key,
        str(caption),
        columns,
        [
            (
                name,
                Cell(one.customers, url),
                one.yearly / WEEKS,
                one.yearly / MONTHS,
                one.yearly,
                one.upper,
                one.below,
                one.worth_cents,
            )
            for name, one, url in rows
        ],
    )


def _chart(rows: Sequence[Row]) -> Chart:
    drawn = rows[:MOST_DRAWN]
    urls = [url for _name, _one, url in drawn]
    series = (
        Series(_("Visits a year"), [one.yearly for _name, one, _url in drawn], urls, tone="green"),
        Series(
            _("Upper quarter of comparable customers"), [one.upper for _name, one, _url in drawn], urls, tone="gold"
        ),
    )
    label = _("Visits a year by store, and what one in four comparable customers reaches")
    return Chart("frequency", "bar", label, series, [name for name, _one, _url in drawn], unit="decimal", is_flat=True)


@permission(rules.VIEW_FIGURES)
def customer_frequency(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show how often one customer comes, beside comparable ones, as a part of their page."""
    scope = request_scope(request)
    with not_found_as_404():
        open_customer(customer_id, scope)
    whom = Whom(scope, Period.ending(today_of_network(timezone.now()), 365))
    row = read_customer_frequency(customer_id, whom)
    one = row and Attainable(
        customer_id, 1, row["yearly"], row["upper"], row["yearly"] < row["upper"], row["worth_cents"]
    )
    context = {
        "one": one,
        "paces": _paces(one) if one else (),
        "alike": row["alike"] if row else 0,
        "least": LEAST_ALIKE,
    }
    return show_part_of_customer(
        request, "desk/insight/customer_frequency.html", context, customer_id=customer_id, frame="card"
    )


def tile(whom: Whom) -> Tile | None:
    """Return what it would be worth if all came as often as the upper quarter of their like."""
    found = read_whole(whom)
    if found is None or not found.worth_cents:
        return None
    return Tile(
        euros_round(found.worth_cents), gettext("a year if all came as often as the upper quarter of their like")
    )
