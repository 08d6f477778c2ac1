"""The first page of what the file knows: a tile for each screen, its figure read once the page stands."""

from collections.abc import Callable, Mapping

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from chaland.accounts import rules
from chaland.usecases.insight.choose_people import Whom
from chaland.web.common.access import DeskRequest, permission
from chaland.web.desk.insight import (
    arrivals,
    bring_back,
    came_in,
    catchment,
    collection,
    concentration,
    expected,
    frequency,
    habits,
    hours,
    lifecycle,
    month,
    points,
    profiles,
    revenue_change,
    sellers,
    stopped,
    tastes,
)
from chaland.web.desk.insight.frame import Asked, Tile, bar
from chaland.web.desk.insight.kept import kept_by
from chaland.web.desk.insight.screens import BY_NAME
from chaland.web.desk.parts import show_part

TILES: Mapping[str, Callable[[Whom], Tile | None]] = {
    "bring-back": bring_back.tile,
    "collection": collection.tile,
    "came-in": came_in.tile,
    "frequency": frequency.tile,
    "hours": hours.tile,
    "sellers": sellers.tile,
    "catchment": catchment.tile,
    "expected": expected.tile,
    "month": month.tile,
    "points": points.tile,
    "profiles": profiles.tile,
    "lifecycle": lifecycle.tile,
    "arrivals": arrivals.tile,
    "revenue-change": revenue_change.tile,
    "habits": habits.tile,
    "concentration": concentration.tile,
    "bought": tastes.tile,
    "stopped": stopped.tile,
}
"""By the name of the screen, what reads its figure; None where there is nothing to tell yet."""


@permission(rules.VIEW_FIGURES)
def landing(request: DeskRequest) -> HttpResponse:
    """Show the screens."""
    context = {**bar(Asked(request, "")), "tiles": TILES, "reports": kept_by(request.user.pk)}
    return render(request, "desk/insight/landing.html", context)


@permission(rules.VIEW_FIGURES)
def tile(request: DeskRequest, name: str) -> HttpResponse:
    """Show the figure of one screen, for its tile."""
    if name not in TILES:
        raise Http404
    context = {"tile": TILES[name](Asked(request, name).whom)}
    title, back = str(BY_NAME[name].label), reverse("insight")
    return show_part(request, "desk/insight/tile.html", context, title=title, back=back, frame="card")
