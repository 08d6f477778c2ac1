"""Turns what was recorded into what callers read."""

from datetime import date
from typing import Any

import orjson
from django.http import HttpResponse

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.kernel.dates import Birthday
from chaland.sales import queries
from chaland.sales.queries.figures import six_figures
from chaland.sales.queries.told import ToldFigures, told_customer, told_receipt
from chaland.sales.rules import rhythm_state, rhythm_trend
from chaland.sentences.insight import birthday_said, rhythm_said
from chaland.usecases.till.serve_at_till import BIRTHDAY_SOON, days_to

__all__ = ["answer", "customer_told", "figures_told", "told_receipt"]


def answer(body: Any, status: int = 200) -> HttpResponse:
    """Answer in JSON; moments in UTC. Nothing of it may be kept by a proxy or a browser."""
    return HttpResponse(
        orjson.dumps(body, option=orjson.OPT_UTC_Z),
        status=status,
        content_type="application/json",
        headers={"Cache-Control": "no-store"},
    )


def customer_told(customer_id: int | None, scope: Scope, today: date) -> dict[str, Any] | None:
    """Tell of a receipt's customer all that the scope may see; None for an anonymous receipt."""
    if customer_id is None:
        return None
    known = told_customer(customer_id, scope.store_id)
    whole = known.figures[0] if known.figures else None
    return {
        "id": customer_id,
        "reference": known.reference,
        "civility": known.civility,
        "last_name": known.last_name,
        "first_name": known.first_name,
        "birthday": _birthday_told(known.birth, today),
        "figures": whole.six if whole else six_figures(None),
        "stores": [{"store": one.store, **one.six} for one in known.figures if one.store and one.receipts],
        "rhythm": _rhythm_told(whole, today),
    }


def _birthday_told(birth: tuple[int, int] | None, today: date) -> dict[str, Any] | None:
    days = days_to(Birthday(*birth), today) if birth else None
    return None if days is None or days > BIRTHDAY_SOON else {"days": days, "text": birthday_said(days)}


def _rhythm_told(figures: ToldFigures | None, today: date) -> dict[str, Any]:
    late_on, very_late_on = (figures.late_on, figures.very_late_on) if figures else (None, None)
    late_days = max(0, (today - late_on).days + 1) if late_on else 0
    usual, change = (figures.usual_interval_days, figures.interval_change) if figures else (None, None)
    return {
        "state": rhythm_state(late_on=late_on, very_late_on=very_late_on, today=today),
        "text": rhythm_said(usual, rhythm_trend(change), late_days),
        "usual_interval_days": usual,
        "recent_interval_days": figures and figures.recent_interval_days,
        "change": change,
        "late_on": late_on,
    }


def figures_told(customer_id: int, scope: Scope) -> dict[str, Any]:
    """Tell the figures in the shape that scripts rely on."""
    store_ids = None if scope.store_id is None else frozenset({scope.store_id})
    reference = Customer.objects.values_list("reference", flat=True).get(pk=customer_id)
    figures = queries.customer_figures(customer_id, store_ids)
    return {"customer": reference or str(customer_id), **figures, "overall": figures["overall"] or six_figures(None)}
