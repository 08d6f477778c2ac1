"""Where the customers live: a map, rings of distance, and the communes in a table that picks as the map does."""

import json
from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from chaland.accounts import rules
from chaland.insight.catchment import UNKNOWN, Home, Ring, rings
from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import format_number, format_percent
from chaland.sentences import sentence
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_catchment import (
    Catchment,
    contours_count,
    load_contours,
    read_catchment,
    read_map,
    remove_contours,
)
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.insight.catchment_map import MEASURES, map_data
from chaland.web.desk.insight.frame import Asked, Tile, people_link, show
from chaland.web.desk.insight.tables import Cell, Column, Table

SORTS = ("name", "km", "population", *MEASURES)
ROWS_SHOWN = 300
NEAR_KM = 10
FORMULA = _(
    "Customers: those of the file who live there; buyers: those of them with a receipt in the period, which makes "
    "revenue (returns taken off) and visits. Distance: as the crow flies from the "
    "middle of the commune to the nearest open store. The table with “Commune not known” adds up to the whole file."
)
COLUMNS = (
    Column(_("Commune")), Column(_("Distance in km"), "decimal"), Column(_("Inhabitants"), "count"),
    *(Column(label, kind) for label, kind in MEASURES.values()),
)  # fmt: skip


@permission(rules.VIEW_FIGURES)
def catchment(request: DeskRequest) -> HttpResponseBase:
    """Show where the customers live."""
    asked = Asked(request, "catchment")
    found = read_catchment(asked.whom)
    by = _chosen(request, "by", tuple(MEASURES), "customers")
    sort = _chosen(request, "sort", SORTS, "customers")
    homes = _sorted(found.homes, sort, is_descending=request.GET.get("order", "desc") != "asc")
    return show(
        asked,
        tables=[_communes(found, homes, asked.whom), _rings(found, asked.whom)],
        formula=FORMULA,
        homes=[(home.code, line) for home, line in _shown(found, homes, asked.whom)],
        hidden=max(0, len(homes) - ROWS_SHOWN),
        headings=_headings(asked, sort),
        by=by,
        measures=[(key, label, asked.address(by=key)) for key, (label, _kind) in MEASURES.items()],
        map_data=map_data(found, by),
        attribution=read_map(found.stores, found.km)["attribution"],
        contours=contours_count(),
        may_load=_may_load(request),
    )


def _chosen(request: HttpRequest, name: str, among: Sequence[str], usual: str) -> str:
    wanted = request.GET.get(name, usual)
    return wanted if wanted in among else usual


def _sorted(homes: Sequence[Home], sort: str, *, is_descending: bool) -> list[Home]:
    """Sort the homes; what is not known comes last either way."""
    known = [home for home in homes if getattr(home, sort) is not None and home.code != UNKNOWN]
    rest = [home for home in homes if home not in known]
    return [*sorted(known, key=lambda home: getattr(home, sort), reverse=is_descending), *rest]


def _headings(asked: Asked, sort: str) -> list[dict[str, Any]]:
    """Return the headings of the communes with the address that sorts by each, and how it is sorted now."""
    order = asked.request.GET.get("order", "desc")
    other = "asc" if order == "desc" else "desc"
    return [
        {
            "label": column.label,
            "is_number": column.is_number,
            "url": asked.address(sort=key, order=other if key == sort else "asc" if key in ("name", "km") else "desc"),
            "sorted": ("ascending" if order == "asc" else "descending") if key == sort else "",
        }
        for key, column in zip(SORTS, COLUMNS, strict=True)
    ]


def _communes(found: Catchment, homes: Sequence[Home], whom: Whom) -> Table:
    rows = [_row(home, whom) for home in homes]
    return Table("communes", _("Customers by commune"), COLUMNS, [*rows, *_of_nobody(found)], _totals(found))


def _shown(found: Catchment, homes: Sequence[Home], whom: Whom) -> list[tuple[Home, Any]]:
    table = _communes(found, homes[:ROWS_SHOWN], whom)
    return list(zip(homes, table.lines, strict=False))


def _row(home: Home, whom: Whom) -> tuple[Any, ...]:
    name = home.name or gettext("Commune not known")
    behind = people_link(living_in([home.code], whom)) if home.code else ""
    buyers = people_link(living_in([home.code], whom, is_buying=True)) if home.code and home.buyers else ""
    return (
        name, home.km, home.population, Cell(home.customers, behind), Cell(home.buyers, buyers),
        home.revenue_cents, home.visits, home.per_thousand,
    )  # fmt: skip


def _of_nobody(found: Catchment) -> list[tuple[Any, ...]]:
    """Return the line of what was bought without a customer; none where a segment is looked at."""
    if not found.of_nobody:
        return []
    cents, visits = found.of_nobody["revenue_cents"], found.of_nobody["visits"]
    return [(gettext("Receipts without a customer"), None, None, None, None, cents, visits, None)]


def _totals(found: Catchment) -> tuple[Any, ...]:
    names = ("customers", "buyers", "revenue_cents", "visits")
    sums = [found.total(name) + found.of_nobody.get(name, 0) for name in names]
    return (gettext("All"), None, None, *sums, None)


def living_in(codes: Sequence[str], whom: Whom, *, is_buying: bool = False) -> dict[str, Any]:
    """Describe the customers of these communes; is_buying: only those who came in the period."""
    parts: list[dict[str, Any]] = [{"condition": "commune", "is": list(codes)}]
    if is_buying:
        window = {"from": whom.period.start_on.isoformat(), "to": whom.period.end_on.isoformat()}
        once = {"operator": "at_least", "amount": 1}
        parts.append({"condition": "visits", "is": once, "window": window})
    return _of_segment(parts, whom)


def _of_segment(parts: list[dict[str, Any]], whom: Whom) -> dict[str, Any]:
    if whom.segment_id:
        parts = [*parts, {"condition": "member", "is": [whom.segment_id]}]
    return {"all": parts}


def _rings(found: Catchment, whom: Whom) -> Table:
    columns = (
        Column(_("Distance")), Column(_("Communes"), "count"), Column(_("Customers"), "count"),
        Column(_("Share of the customers"), "percent"), Column(_("Revenue"), "euros_round"),
        Column(_("Visits"), "count"),
    )  # fmt: skip
    everybody = found.total("customers") or 1
    rows = [
        (
            _ring_name(ring),
            sum(1 for home in ring.homes if home.code),
            Cell(ring.total("customers"), _ring_link(ring, whom)),
            ring.total("customers") / everybody,
            ring.total("revenue_cents"),
            ring.total("visits"),
        )
        for ring in rings(found.homes)
    ]
    return Table("rings", _("Customers by distance from the nearest store"), columns, rows)


def _ring_name(ring: Ring) -> str:
    if ring.low_km is None:
        return gettext("Distance not known")
    if ring.high_km is None:
        return gettext("{km} km and more").format(km=ring.low_km)
    return gettext("{low} to {high} km").format(low=ring.low_km, high=ring.high_km)


def _ring_link(ring: Ring, whom: Whom) -> str:
    codes = [home.code for home in ring.homes if home.code]
    return people_link(living_in(codes, whom)) if codes and ring.low_km is not None else ""


@permission(rules.VIEW_FIGURES)
@require_POST
def segment(request: HttpRequest) -> HttpResponse:
    """Open the builder of segments on the communes picked, or on the zone drawn."""
    whom = Asked(request, "catchment").whom
    corners = _corners(request.POST.get("zone", ""))
    codes = [code for code in request.POST.getlist("commune") if code][:1000]
    if corners:
        return redirect(people_link(_of_segment([{"condition": "zone", "corners": corners}], whom)))
    if codes:
        return redirect(people_link(living_in(codes, whom)))
    messages.error(request, gettext("Pick one commune or more first."))
    return redirect("insight-catchment")


def _corners(text: str) -> list[Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return []
    return found if isinstance(found, list) else []


def _may_load(request: DeskRequest) -> bool:
    return rules.may(request.user.role, rules.EDIT_SETTINGS) and request.user.all_stores


@permission(rules.EDIT_SETTINGS)
@require_POST
def contours(request: DeskRequest) -> HttpResponse:
    """Load the contours of communes from a file, or go back to the approximate areas."""
    if not _may_load(request):
        raise PermissionDenied
    if "remove" in request.POST:
        remove_contours()
        messages.success(request, gettext("The map shows approximate areas again."))
        return redirect("insight-catchment")
    file = request.FILES.get("file")
    try:
        count = load_contours(file.read() if file else b"")
    except Refusal as refusal:
        messages.error(request, sentence(refusal))
    else:
        loaded = ngettext("{count} contour is loaded.", "{count} contours are loaded.", count)
        messages.success(request, loaded.format(count=format_number(count, get_language() or "fr")))
    return redirect("insight-catchment")


def tile(whom: Whom) -> Tile | None:
    """Return the part of the customers who live near, for the landing page."""
    homes = [home for home in read_catchment(whom).homes if home.km is not None]
    everybody = sum(home.customers for home in homes)
    if not everybody:
        return None
    near = sum(home.customers for home in homes if home.km is not None and home.km < NEAR_KM)
    said = gettext("of your customers live within {km} km of a store").format(km=NEAR_KM)
    return Tile(format_percent(near / everybody, get_language() or "fr"), said)
