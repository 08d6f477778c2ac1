"""What customers have not bought yet: carts, quotes, order forms and wishes."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chaland.accounts.rules import Scope
from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.fields import Fields
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_json
from chaland.api.people import customer_named, store_named
from chaland.api.problems import Invalid
from chaland.api.receipt_parsing import parse_lines
from chaland.api.schemas.answered import MadeAnswered, ProblemAnswered
from chaland.api.schemas.asked import CartAsked, WishAsked
from chaland.api.validation import validated
from chaland.kernel.dates import parse_day
from chaland.kernel.errors import Refusal
from chaland.stores.queries import zones_by_code
from chaland.usecases.customers.add_wish import record_wish
from chaland.usecases.sales.record_cart import CartInput, record_cart

_CART = frozenset(CartAsked.model_fields)
_KINDS = ("cart", "quote", "order")

router = Router(tags=["Not bought yet"])


@router.post(
    "/carts",
    response={201: MadeAnswered, 200: MadeAnswered, 403: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Keep an abandoned cart, a quote or an order form",
    description="A later receipt of the customer with at least half of its articles closes it. Safe to send again.",
    openapi_extra=body_of(CartAsked),
)
def post_cart(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    fields, cart = _read_cart(read_json(request, ONE_RECEIPT_BYTES))
    customer_id = _customer(fields, who.scope)
    outcome = record_cart(cart, customer_id=customer_id, store_code=fields.text("store", 40), access=who.access)
    return answer({"status": outcome.status, "id": outcome.cart_id}, 201 if outcome.status == "created" else 200)


def _read_cart(body: Any) -> tuple[Fields, CartInput]:
    refusals: list[Refusal] = []
    fields = Fields(body, "", _CART, refusals)
    store = fields.text("store", 40, required=True)
    kind = fields.text("kind", 10, required=True)
    if kind and kind not in _KINDS:
        fields.refuse("kind", Refusal("choice_expected", choices=", ".join(_KINDS)))
    cart = CartInput(
        kind=kind,
        reference=fields.text("reference", 64, required=True),
        made_at=_moment(fields.moment("made_at"), store),
        total_cents=fields.cents("total") or 0,
        lines=parse_lines(fields) if fields.data.get("lines") is not None else (),
        valid_until_on=_day_of(fields, "valid_until"),
        follow_up_on=_day_of(fields, "follow_up"),
    )
    if refusals:
        raise Invalid(refusals)
    return fields, cart


def _day_of(fields: Fields, name: str) -> date | None:
    said = fields.text(name, 40)
    return fields.read(name, lambda: parse_day(said), None) if said else None


def _moment(moment: datetime | None, store: str) -> datetime:
    if moment is None or moment.tzinfo:
        return (moment or timezone.now()).astimezone(UTC)
    return moment.replace(tzinfo=zones_by_code([store]).get(store, ZoneInfo("UTC"))).astimezone(UTC)


def _customer(fields: Fields, scope: Scope) -> int:
    customer_id = fields.whole("customer_id", 1, 2**63 - 1)
    reference = fields.text("customer", 64)
    if fields.refusals:
        raise Invalid(fields.refusals)
    return customer_named(customer_id, reference, None, scope)


@router.post(
    "/wishes",
    response={201: MadeAnswered, 403: ProblemAnswered, 404: ProblemAnswered, 422: ProblemAnswered},
    summary="Write a wish down",
    description="An article, a family or words, and until when it matters.",
    openapi_extra=body_of(WishAsked),
)
def post_wish(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    asked = validated(WishAsked, read_json(request, ONE_RECEIPT_BYTES))
    wish_id = record_wish(
        asked.customer_id,
        scope=who.scope,
        now=timezone.now(),
        sku=asked.sku,
        category=asked.category,
        text=asked.text,
        size=asked.size,
        until_on=_day(asked.until_on),
        store_id=store_named(asked.store, who.scope),
    )
    return answer({"status": "created", "id": wish_id}, 201)


def _day(text: str | None) -> Any:
    try:
        return parse_day(text) if text else None
    except Refusal as refusal:
        raise refusal.about("until_on") from None
