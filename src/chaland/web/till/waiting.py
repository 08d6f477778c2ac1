"""The welcome desk: cards that were shown at a till of the store and have no file yet."""

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from chaland.sales.queries.unknown_cards import unknown_cards
from chaland.web.till.guard import TillRequest, at_till

LOOKED_BACK = timedelta(days=7)


@at_till
def waiting(request: TillRequest) -> HttpResponse:
    """List the cards of the last seven days that are nobody's, the latest first."""
    rows = unknown_cards(request.device.till.store_id, since=timezone.now() - LOOKED_BACK)
    return render(request, "till/waiting.html", {"rows": rows})
