"""Turns what was recorded into what callers read."""

from datetime import date
from typing import Any

import orjson
from django.http import HttpResponse

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.sales import queries
from chaland.sales.models import Figures, Receipt
from chaland.sales.queries.figures import six_figures
from chaland.sales.rules import rhythm_state


def answer(body: Any, status: int = 200) -> HttpResponse:
    """Answer in JSON; moments in UTC. Nothing of it may be kept by a proxy or a browser."""
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def receipt_told(receipt_id: int) -> dict[str, Any]:
    """Tell of a receipt as it was recorded."""
    row = Receipt.objects.values_list(
        "store__code", "till__code", "number", "business_on", "sold_at", "total_cents", "flags"
    ).get(pk=receipt_id)
    store, till, number, business_on, sold_at, total_cents, flags = row
    return {
        "id": receipt_id,
        "store": store,
        "till": till,
        "number": number,
        "business_day": business_on,
        "sold_at": sold_at,
        "total_cents": total_cents,
        "flags": [flag for flag in flags.split(",") if flag],
    }


def customer_told(customer_id: int | None, scope: Scope, today: date) -> dict[str, Any] | None:
    """Tell of a receipt's customer all that the scope may see; None for an anonymous receipt."""
    if customer_id is None:
        return None
    row = Customer.objects.values_list("reference", "civility", "last_name", "first_name").get(pk=customer_id)
    rows = list(figures_rows(customer_id, scope))
    whole = next((figures for figures in rows if figures.store_id == scope.store_id), Figures())
    return {
        "id": customer_id,
        **dict(zip(("reference", "civility", "last_name", "first_name"), row, strict=True)),
        "figures": six_figures(whole),
        "stores": [_in_store(figures) for figures in rows if figures.store is not None and figures.receipts],
        "rhythm": _rhythm_told(whole, today),
    }


def figures_rows(customer_id: int, scope: Scope) -> Any:
    """Return the figures that the scope sees: of its store alone, or all of them."""
    rows = Figures.objects.filter(customer_id=customer_id).select_related("store").order_by("store__code")
    return rows if scope.store_id is None else rows.filter(store_id=scope.store_id)


def figures_told(customer_id: int, scope: Scope) -> dict[str, Any]:
    """Tell the figures in the shape that scripts rely on."""
    store_ids = None if scope.store_id is None else frozenset({scope.store_id})
    reference = Customer.objects.values_list("reference", flat=True).get(pk=customer_id)
    figures = queries.customer_figures(customer_id, store_ids)
    return {"customer": reference or str(customer_id), **figures, "overall": figures["overall"] or six_figures(None)}


def _in_store(figures: Figures) -> dict[str, Any]:
    return {"store": figures.store.code if figures.store else None, **six_figures(figures)}


def _rhythm_told(figures: Figures, today: date) -> dict[str, Any]:
    return {
        "state": rhythm_state(late_on=figures.late_on, very_late_on=figures.very_late_on, today=today),
        "usual_interval_days": figures.usual_interval_days,
        "recent_interval_days": figures.recent_interval_days,
        "change": figures.interval_change,
        "late_on": figures.late_on,
    }
