"""What sellers and stores do over time: revenue, visits, basket, card, customers who come back."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.sentences.month.words import HALF_A_PERCENT
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_sellers import Course, Figures, alike, mean, read_sellers, read_stores
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import percent
from chaland.web.desk.dashboard.links import bought
from chaland.web.desk.insight.charts import Chart, Series, Unit
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Kind, Table

MOST_DRAWN = 6
MOST_BY_MONTH = 20
FORMULA = _(
    "Basket = revenue ÷ visits. Articles per receipt = lines ÷ visits, returns left out, whatever their quantity. "
    "With a customer: receipts whose card or file is known ÷ all receipts. Cards: issued in the period. Contact "
    "details: e-mail, telephones and address of the files opened in the period, and the share of them that works. "
    "Consents: in force, given in the period. These four count for the seller and the store of reference. Came back in "
    "time: each month, of the customers served whose usual interval has passed since the first time in the month, the "
    "share who came back within it, to whichever seller. Mean: amounts ÷ the sellers of the store, shares over all "
    "they did together. A usual interval is a median: 50% is the middle."
)
MEASURES: Mapping[str, tuple[str | Promise, Unit]] = {
    "revenue_cents": (_("Revenue"), "euros"),
    "receipts": (_("Receipts"), "count"),
    "visits": (_("Visits"), "count"),
    "basket_cents": (_("Basket"), "euros"),
    "items_per_receipt": (_("Articles per receipt"), "decimal"),
    "card_share": (_("With a customer"), "percent"),
    "files": (_("Files opened"), "count"),
    "cards": (_("Cards issued"), "count"),
    "points": (_("Contact details"), "count"),
    "valid_share": (_("That work"), "percent"),
    "consents": (_("Consents given"), "count"),
    "kept_share": (_("Came back in time"), "percent"),
}
KINDS: Mapping[Unit, Kind] = {"euros": "euros", "count": "count", "decimal": "decimal", "percent": "percent"}


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
        tables=[
            _totals(courses, asked.whom, shown),
            _beside(courses, shown),
            _months(courses, shown),
        ],
        charts=[_chart(courses, measure, shown)] if courses else [],
        formula=FORMULA,
        views=[(label, asked.address(view=view), view == shown) for view, label in labels.items()],
        measures=[(label, asked.address(measure=name), name == measure) for name, (label, _unit) in MEASURES.items()],
        has_sellers=any(one.key for one in courses),
        is_empty=not courses,
    )


def _name(one: Course, shown: str) -> str:
    return one.name or (gettext("No store") if shown == "stores" else gettext("No seller"))


def columns_of(first: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns of all the figures, after those that say of whom and when."""
    return (
        *first,
        *(Column(label, _kind(name, unit)) for name, (label, unit) in MEASURES.items()),
        Column(_("Of customers due"), "count"),
    )


def _kind(name: str, unit: Unit) -> Kind:
    return "euros_round" if name == "revenue_cents" else KINDS[unit]


def cells_of(done: Figures, url: str = "") -> tuple[object, ...]:
    """Return a row of all the figures; url: who is behind its revenue and its visits."""
    values = [Cell(done.value(name), url if name in ("revenue_cents", "visits") else "") for name in MEASURES]
    return (*values, done.taken.due)


def _totals(courses: Sequence[Course], whom: Whom, shown: str) -> Table:
    rows = [(_name(one, shown), *cells_of(one.whole, _people(one.key, whom, shown))) for one in courses]
    whole = sum((one.whole for one in courses), Figures())
    totals = (gettext("All"), *cells_of(whole)) if courses else ()
    return Table("sellers", _("Over the whole period"), columns_of([_heading(shown)]), rows, totals)


def _heading(shown: str) -> Column:
    return Column(_("Store") if shown == "stores" else _("Seller"))


def _beside(courses: Sequence[Course], shown: str) -> Table:
    """Compare each with the mean of those beside them."""
    caption = _("Beside the mean of the stores") if shown == "stores" else _("Beside the mean of their store")
    columns = (_heading(shown), *(Column(label) for label, _unit in MEASURES.values()))
    known = [one for one in courses if one.key is not None]
    # Once for each store: of four hundred stores, everyone beside everyone would take a minute.
    middles = {one.group: means(alike(one, courses)) for one in {one.group: one for one in known}.values()}
    rows = [(_name(one, shown), *differences(one, middles[one.group])) for one in known]
    return Table("sellers_beside", caption, columns, rows)


def means(beside: Sequence[Course]) -> Mapping[str, float | None]:
    """Return the mean of each figure."""
    done = [other.whole for other in beside]
    return {name: mean(done, name) for name in MEASURES}


def differences(one: Course, middles: Mapping[str, float | None]) -> list[str]:
    """Say by how much each figure is above or below the mean; shares in points of percent."""
    whole = one.whole
    return [difference(whole.value(name), middles[name], unit) for name, (_label, unit) in MEASURES.items()]


def difference(value: float | None, middle: float | None, unit: Unit) -> str:
    """Say how far a figure is from a mean: +12 %, or −3 pt for a share; a dash where there is nothing to compare.

    >>> difference(0.5, 0.75, "percent"), difference(0.5, 0.5, "percent"), difference(None, 3, "count")
    ('−25 pt', '0 pt', '—')
    """
    if value is None or not middle:
        return "—"
    if unit == "percent":
        points = round(100 * (value - middle))
        return gettext("%(points)s pt") % {"points": _signed(points, str(abs(points)))}
    share = (value - middle) / abs(middle)
    return _signed(0 if abs(share) < HALF_A_PERCENT else share, percent(abs(share)))


def _signed(value: float, text: str) -> str:
    sign = "+" if value > 0 else "−" if value else ""
    return sign + text


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
    rows = [(month, _name(one, shown), *cells_of(one.months[month])) for month, _place, one in cells]
    return Table("sellers_by_month", _("Month after month"), columns_of(first), rows)


def _chart(courses: Sequence[Course], measure: str, shown: str) -> Chart:
    """Draw the first of them, and the mean of all."""
    label, unit = MEASURES[measure]
    months = sorted({month for one in courses for month in one.months})
    series = [
        Series(_name(one, shown), [_value(one.months.get(month), measure) for month in months])
        for one in courses[:MOST_DRAWN]
    ]
    if len(courses) > 1:
        series.append(mean_line(courses, months, measure))
    return Chart("sellers", "line", label, series, [written(month) for month in months], unit=unit)


def mean_line(courses: Sequence[Course], months: Sequence[date], measure: str) -> Series:
    """Draw the mean of those who did something in each month."""
    known = [one for one in courses if one.key is not None]
    of_month = ([one.months[month] for one in known if month in one.months] for month in months)
    return Series(_("Mean"), [mean(done, measure) for done in of_month], is_dashed=True)


def _value(done: Figures | None, measure: str) -> float | None:
    return None if done is None else done.value(measure)


def written(month: date) -> str:
    """Write a month under a chart."""
    return date_format(month, "N Y")


def tile(whom: Whom) -> Tile | None:
    """Return the share of customers who came back in time."""
    whole = sum((one.whole for one in read_stores(whom)), Figures()).taken
    if whole.kept_share is None:
        return None
    return Tile(percent(whole.kept_share), gettext("of customers came back within their usual interval"))
