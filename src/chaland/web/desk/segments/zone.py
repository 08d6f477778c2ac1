"""The map that a zone of the builder is drawn on: that of the catchment area, coloured by where the customers live."""

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaland.accounts import rules
from chaland.sales.dashboard.periods import Period
from chaland.usecases.insight.choose_people import Whom
from chaland.usecases.insight.read_catchment import read_catchment
from chaland.usecases.sales.record_receipts import today_of_network
from chaland.web.common.access import permission, request_scope
from chaland.web.desk.insight.catchment_map import map_data

DAYS_SHOWN = 365


@require_GET
@permission(rules.VIEW_FIGURES)
def zone_map(request: HttpRequest) -> JsonResponse:
    """Return what map.js draws; without a store that has a position there is no area."""
    period = Period.ending(today_of_network(timezone.now()), DAYS_SHOWN)
    return JsonResponse(map_data(read_catchment(Whom(request_scope(request), period)), "customers"))
