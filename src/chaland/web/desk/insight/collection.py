"""How well the file is collected: cards at the till, and what the files opened tell."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.insight.collection import Collected, Key
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_sellers import read_collection, seller_names, store_names
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import percent
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Kind, Table

FORMULA = _(
    "Receipts with a customer ÷ all receipts, by where they were made and who served. Files: those opened in the "
    "period, by their store and seller of reference; a contact counts while it works, a birthday with its day and "
    "month. Bounced: files with at least one contact that mail comes back from."
)
SHARES: Mapping[str, str | Promise] = {
    "with_customer": _("Receipts with a customer"),
    "email": _("E-mail"),
    "mobile": _("Mobile"),
    "address": _("Address"),
    "birthday": _("Birthday"),
    "bounced": _("Bounced"),
}


@permission(rules.VIEW_FIGURES)
def collection(request: HttpRequest) -> HttpResponseBase:
    """Show what was collected by month, by store and by seller."""
    asked = Asked(request, "collection")
    whom = asked.whom
    months, stores = read_collection(whom, "month"), read_collection(whom, "store")
    by_seller, sellers = read_collection(whom, "seller"), seller_names(whom.scope)
    of_store, of_seller = _named(store_names(), gettext("No store")), _named(sellers, gettext("No seller"))
    month, store, seller = Column(_("Month"), "month"), Column(_("Store")), Column(_("Seller"))
    return show(
        asked,
        tables=[
            _table("by_month", _("By month"), month, months, name=lambda key: key, people=_opened_in),
            _table("by_store", _("By store"), store, stores, name=of_store, people=_of_store),
            _table("by_seller", _("By seller"), seller, by_seller, name=of_seller, people=_of_seller),
        ],
        charts=[_chart(months)] if months else [],
        formula=FORMULA,
        is_empty=not months,
    )


def _named(names: Mapping[int, str], nobody: str) -> Callable[[Key], str]:
    return lambda key: names.get(key, nobody) if isinstance(key, int) else nobody


def _table(
    key: str,
    caption: str | Promise,
    heading: Column,
    found: Mapping[Key, Collected],
    *,
    name: Callable[[Key], object],
    people: Callable[[Key], str],
) -> Table:
    count: Kind = "count"
    columns = (
        heading, Column(_("Receipts"), count), Column(SHARES["with_customer"], "percent"),
        Column(_("Files opened"), count),
        *(Column(SHARES[share], "percent") for share in SHARES if share != "with_customer"),
    )  # fmt: skip
    rows = [(name(of), *_cells(one, people(of))) for of, one in found.items()]
    return Table(key, caption, columns, rows)


def _cells(one: Collected, url: str) -> tuple[object, ...]:
    shares = [one.share(name) for name in SHARES]
    return one.receipts, shares[0], Cell(one.files, url if one.files else ""), *shares[1:]


def _opened_in(key: Key) -> str:
    if not isinstance(key, date):
        return ""
    following = date(key.year + key.month // 12, key.month % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1)
    return f"{reverse('customers')}?{urlencode({'created_at': f'{key}..{last}'})}"


def _of_store(key: Key) -> str:
    return people_link({"all": [{"condition": "home_store", "is": [key]}]}) if key else ""


def _of_seller(key: Key) -> str:
    return people_link({"all": [{"condition": "home_seller", "is": [key]}]}) if key else ""


def _chart(months: Mapping[Key, Collected]) -> Chart:
    known = [key for key in months if isinstance(key, date)]
    series: Sequence[Series] = [
        Series(label, [months[month].share(name) for month in known]) for name, label in SHARES.items()
    ]
    label = _("What is collected, month after month")
    return Chart("collection", "line", label, series, [date_format(month, "N Y") for month in known], unit="percent")


def tile(whom: Whom) -> Tile | None:
    """Return the share of the receipts with a customer."""
    found = read_collection(whom, "month").values()
    receipts = sum(one.receipts for one in found)
    if not receipts:
        return None
    share = sum(one.with_customer for one in found) / receipts
    return Tile(percent(share), gettext("of receipts with a customer"))
