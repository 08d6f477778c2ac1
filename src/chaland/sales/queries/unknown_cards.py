"""Cards that were shown at a till before anybody knew whose they are."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Sum

from chaland.sales.models import Receipt

MOST = 30


def unknown_cards(store_id: int, *, since: datetime) -> Sequence[Mapping[str, Any]]:
    """Return card_number, receipts, total_cents and last_at of the cards of a store that are nobody's, latest first."""
    rows = Receipt.objects.filter(customer=None, store=store_id, received_at__gte=since).exclude(card_number="")
    totals = rows.values("card_number").annotate(
        receipts=Count("pk"), total_cents=Sum("total_cents"), last_at=Max("received_at")
    )
    return list(totals.order_by("-last_at")[:MOST])
