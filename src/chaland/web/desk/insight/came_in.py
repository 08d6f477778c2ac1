"""How customers came in: by which door, form, occasion, store and seller, and what became of them."""

from collections.abc import Callable, Mapping

from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chaland.accounts import rules
from chaland.signups.models import Channel
from chaland.signups.queries import Collected
from chaland.usecases.collection.read_came_in import By, Found, by, count_by_forms, form_names, read_came_in
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_sellers import seller_names, store_names
from chaland.web.common.access import permission
from chaland.web.common.templatetags.chaland import number
from chaland.web.desk.insight.charts import Chart, Series
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

FORMULA = _(
    "Collected = files opened in the period, by the door they came through first. Confirmed = of these, those who "
    "confirmed the address they gave. Reachable = those with a contact detail that works. Have bought since = those "
    "with a purchase after they came in. Files opened before doors were noted are left out."
)
Named = Callable[[object], str]


@permission(rules.VIEW_FIGURES)
def came_in(request: HttpRequest) -> HttpResponseBase:
    """Show what each door brought."""
    asked = Asked(request, "came-in")
    whom = asked.whom
    found = read_came_in(whom)
    doors = by("channel", found)
    tables = (
        _table("by_door", _("By door"), _("Door"), doors, _door, people=_of_door),
        _table("by_form", _("By form"), _("Form"), _known(found, "form"), _named(form_names())),
        _table("by_occasion", _("By occasion"), _("Occasion"), _known(found, "source"), str, people=_of_occasion),
        _table("by_store", _("By store"), _("Store"), by("store", found), _store()),
        _table("by_seller", _("By seller"), _("Seller"), _known(found, "seller"), _named(seller_names(whom.scope))),
    )
    return show(asked, tables=tables, charts=[_chart(doors)] if doors else [], formula=FORMULA, is_empty=not doors)


def _known(found: Found, name: By) -> Mapping[object, Collected]:
    """Leave out those who came by no form, on no occasion, with no seller."""
    return {key: counts for key, counts in by(name, found).items() if key}


def _door(key: object) -> str:
    return str(Channel(str(key)).label)


def _named(names: Mapping[int, str]) -> Named:
    return lambda key: names.get(key, "—") if isinstance(key, int) else "—"


def _store() -> Named:
    names = store_names()
    return lambda key: names.get(key, "—") if isinstance(key, int) else gettext("No store")


def _nobody(_key: object) -> str:
    return ""


def _of_door(key: object) -> str:
    return people_link({"all": [{"condition": "came_in", "is": [key]}]})


def _of_occasion(key: object) -> str:
    return people_link({"all": [{"condition": "came_in", "is": list(Channel.values), "source": [key]}]})


def _table(
    key: str,
    caption: Promise,
    heading: Promise,
    found: Mapping[object, Collected],
    name: Named,
    *,
    people: Named = _nobody,
) -> Table:
    columns = (
        Column(heading), Column(_("Collected"), "count"), Column(_("Have confirmed"), "count"),
        Column(_("Reachable"), "count"), Column(_("Have bought since"), "count"),
        Column(_("Share who bought"), "percent"),
    )  # fmt: skip
    rows = [(name(of), *_cells(one, people(of))) for of, one in found.items()]
    return Table(key, caption, columns, rows)


def _cells(one: Collected, url: str) -> tuple[object, ...]:
    return Cell(one.collected, url), one.confirmed, one.valid, one.bought, one.bought / one.collected


def _chart(doors: Mapping[object, Collected]) -> Chart:
    label = _("Files opened by each door; the figures stand in the table below.")
    names = [_door(key) for key in doors]
    series = [
        Series(_("Collected"), [one.collected for one in doors.values()], [_of_door(key) for key in doors]),
        Series(_("Have bought since"), [one.bought for one in doors.values()]),
    ]
    return Chart("doors", "bar", label, series, names)


def tile(whom: Whom) -> Tile | None:
    """Return how many came in by themselves, through a form."""
    alone = count_by_forms(whom)
    return Tile(number(alone), _("customers came in by a form")) if alone else None
