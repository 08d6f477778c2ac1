"""Points at the till: what a basket would earn, and what is used of them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_json
from chaland.api.people import store_named
from chaland.api.receipt_parsing import naive_stores, parse_receipt
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.asked import ReceiptAsked
from chaland.api.schemas.points import BurnAsked, BurntAnswered, QuotedAnswered, RestoreAsked, RestoredAnswered
from chaland.api.validation import validated
from chaland.database.lookups import fetch
from chaland.kernel.errors import Refusal
from chaland.loyalty.private_sales import has_early_access, sales_at_till
from chaland.loyalty.standing import Standing, TierNow, earned_by, standing_of
from chaland.loyalty.wallet import Usable
from chaland.stores.queries import zones_by_code
from chaland.usecases.loyalty.give_points_back import give_back_at_till
from chaland.usecases.loyalty.use_points import burn_points, home_store, quote_points

router = Router(tags=["Points"])


@router.post(
    "/receipts/quote",
    response={200: QuotedAnswered, 403: ProblemAnswered, 422: ProblemAnswered},
    summary="Tell what a basket would earn",
    description="The body of a receipt; nothing is written, whatever it says.",
    openapi_extra=body_of(ReceiptAsked),
)
def post_quote(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    body = read_json(request, ONE_RECEIPT_BYTES)
    said = parse_receipt(body, zones_by_code(stores) if (stores := naive_stores([body])) else {})
    quoted = quote_points(said, now=timezone.now(), store_id=who.scope.store_id)
    points, discount = (quoted.quote.points, quoted.quote.discount_cents) if quoted.quote else (0, 0)
    told = quoted.standing and standing_told(quoted.standing)
    return answer({"points": points, "tier_discount_cents": discount, "customer": told})


@router.post(
    "/customers/{int:customer_id}/points/burn",
    response={200: BurntAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Use points",
    description="Once for each key: after a cut, send it again. 422 when there are not as many or they are no whole "
    "step of the programme, 409 when the key stands for something else.",
    openapi_extra=body_of(BurnAsked),
)
def post_burn(request: HttpRequest, customer_id: int) -> HttpResponse:
    who = caller(request)
    asked = validated(BurnAsked, read_json(request, ONE_RECEIPT_BYTES))
    store_id = store_named(asked.store, who.scope) or home_store(customer_id, who.scope)
    used = burn_points(
        customer_id, points=asked.points, store_id=store_id, key=_key(asked.key), scope=who.scope, now=timezone.now(),
        reference=asked.reference,
    )  # fmt: skip
    told = {"status": "done" if used.is_new else "replayed", "used": -used.entry.points}
    return answer({**told, **(standing_told(used.standing) if used.standing else {"points": None, "tier": None})})


@router.post(
    "/customers/{int:customer_id}/points/give-back",
    response={200: RestoredAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Give points back",
    description="Points used by mistake, on the day they were used: whole and once, so that the same call sent again "
    "changes nothing. They are again what they were, with the day on which they are lost; those whose day came "
    "meanwhile are lost. A voucher they bought is cancelled. 404 when the customer did not use points by that key, or "
    "not in the store of your token; 409 when the day is over, or the voucher was used.",
    openapi_extra=body_of(RestoreAsked),
)
def post_give_back(request: HttpRequest, customer_id: int) -> HttpResponse:
    who = caller(request)
    asked = validated(RestoreAsked, read_json(request, ONE_RECEIPT_BYTES))
    back = give_back_at_till(
        customer_id, _key(asked.key), store_id=who.scope.store_id, scope=who.scope, now=timezone.now(),
        reference=asked.reference,
    )  # fmt: skip
    told = {
        "status": "done" if back.done.is_new else "replayed",
        "given_back": back.done.entry.points,
        "ran_out": back.done.ran_out,
    }
    return answer({**told, **(standing_told(back.standing) if back.standing else {"points": None, "tier": None})})


def _key(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Refusal("uuid_not_understood", field="/key", text=text) from None


def loyalty_told(customer_id: int, receipt_id: int, now: datetime) -> dict[str, Any] | None:
    """Tell where the customer of a receipt stands in the programme of its store; None without one."""
    found = standing_of(customer_id, now=now, store_id=_store_of(receipt_id))
    return standing_told(found, earned_by(receipt_id, customer_id)) if found else None


def private_sales_told(
    told: Mapping[str, Any] | None, held: Sequence[Usable], receipt_id: int, now: datetime
) -> list[dict[str, Any]]:
    """Tell the private sales to come in the store of a receipt to whoever may come: told and held, as they stand."""
    by_tier = bool(told and told["tier"] and told["tier"]["early_access"])
    if not has_early_access(held, by_tier=by_tier):
        return []
    sales = sales_at_till(held, by_tier=by_tier, store_id=_store_of(receipt_id), now=now)
    return [{"name": one.name, "first_on": one.first_on, "last_on": one.last_on, "is_on": one.is_on} for one in sales]


def _store_of(receipt_id: int) -> int:
    return int(fetch("SELECT store_id FROM sales_receipt WHERE id = %s", [receipt_id])[0][0])


def standing_told(found: Standing, earned: int | None = None) -> dict[str, Any]:
    """Tell where a customer stands."""
    points = {
        "earned": earned,
        "balance": found.points,
        "debt": found.debt,
        "worth_cents": found.worth_cents,
        "lost_soon": found.lost_soon,
        "lost_on": found.lost_on,
    }
    return {"points": points, "tier": found.tier and _tier_told(found.tier)}


def _tier_told(tier: TierNow) -> dict[str, Any]:
    return {
        "code": tier.code,
        "name": tier.name,
        "advantage": tier.advantage,
        "percent": tier.percent,
        "early_access": tier.early_access,
        "measure": tier.measure,
        "next": {"code": tier.next_code, "name": tier.next_name} if tier.next_code else None,
        "missing": tier.missing,
    }
