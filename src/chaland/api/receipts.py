"""Receipts from tills: one by one, in batches, and whose an anonymous one is."""

import logging
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from ninja import Router

from chaland.accounts.rules import Scope
from chaland.api.answers import answer, customer_told, told_receipt
from chaland.api.auth import Caller, caller
from chaland.api.limits import RateLimit
from chaland.api.openapi import body_of
from chaland.api.parsing import BATCH_BYTES, ONE_RECEIPT_BYTES, read_json
from chaland.api.people import customer_named, receipt_seen
from chaland.api.points import loyalty_told, private_sales_told
from chaland.api.problems import Invalid, Problem, problem, problem_of, problem_of_values, problem_response, status_of
from chaland.api.receipt_parsing import naive_stores, parse_receipt
from chaland.api.schemas.answered import (
    AttachedAnswered,
    BatchAnswered,
    ConflictAnswered,
    ProblemAnswered,
    RecordedAnswered,
)
from chaland.api.schemas.asked import AttachmentAsked, BatchAsked, ReceiptAsked
from chaland.api.validation import validated
from chaland.customers.queries import lost_card
from chaland.database.one_thread import TILLS
from chaland.kernel.errors import Refusal
from chaland.loyalty.services.rewards import earned_by
from chaland.loyalty.wallet import usable
from chaland.sales.rules import ReceiptInput
from chaland.sentences import sentence
from chaland.sentences.insight import away_said, not_this_time
from chaland.sentences.vouchers.words import gives
from chaland.stores.queries import zones_by_code
from chaland.usecases.loyalty.carried_vouchers import carried
from chaland.usecases.rights.tell_origin import Origin, origin_to_tell
from chaland.usecases.sales.attach_receipt import attach_receipt
from chaland.usecases.sales.record_receipts import Outcome, record_receipts, today_of_network
from chaland.usecases.sales.record_together import record_together
from chaland.usecases.till.advise_till import days_late_before, missing_from
from chaland.usecases.till.ask_at_till import consents_due
from chaland.usecases.till.tell_segments import tell_segments

MOST_RECEIPTS = 1000
MOST_ADVICE = 3
_logger = logging.getLogger(__name__)

router = Router(tags=["Receipts"])
_till_rate = RateLimit(settings.API_TILL_RATE)


@router.post(
    "/receipts",
    response={
        201: RecordedAnswered,
        200: RecordedAnswered,
        403: ProblemAnswered,
        409: ConflictAnswered,
        413: ProblemAnswered,
        422: ProblemAnswered,
        429: ProblemAnswered,
    },
    summary="Record a receipt",
    description="Answers 201 the first time, and 200 with the same content when it is sent again: after a cut, "
    "send it again. 409 when another receipt stands under the same number; both are kept, for a person to look at.",
    openapi_extra=body_of(ReceiptAsked),
)
def post_receipt(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    _slow_down(who)
    body = read_json(request, ONE_RECEIPT_BYTES)
    said = parse_receipt(body, zones_by_code(stores) if (stores := naive_stores([body])) else {})
    return record_together(said, who.access, lambda outcome: _answered(outcome, who, said, body))


def _answered(outcome: Outcome, who: Caller, said: ReceiptInput, body: dict[str, Any]) -> HttpResponse:
    if outcome.refusal is not None:
        return problem_response(_refused(outcome, _pointed(outcome.refusal, body)))
    return answer(_recorded(outcome, who, said), 201 if outcome.status == "created" else 200)


def _slow_down(who: Caller) -> None:
    if who.access is None or who.access.till_id is None:
        return
    if wait := _till_rate.seconds_to_wait(who.access.token_id):
        raise Problem(429, "too_many_requests", {"Retry-After": str(max(1, round(wait)))}, limit=_till_rate.rate)


def _recorded(outcome: Outcome, who: Caller, said: ReceiptInput) -> dict[str, Any]:
    assert outcome.receipt_id is not None  # noqa: S101 - created and replayed receipts have one
    customer = _customer(outcome.customer_id, who.scope, outcome.receipt_id)
    missing = _not_this_time(outcome.receipt_id, who.scope)
    return {
        "status": outcome.status,
        "receipt": told_receipt(outcome.receipt_id),
        "card": lost_card(said.card) if said.card else None,
        "customer": customer,
        "not_this_time": missing,
        "advice": _advice(outcome.receipt_id, who.scope, customer, missing),
        "vouchers": [
            {"code": one.code, "status": one.status, "detail": sentence(Refusal(one.reason)) if one.reason else ""}
            for one in carried(outcome.receipt_id, said.uuid, said.vouchers)
        ],
    }


def _not_this_time(receipt_id: int, scope: Scope) -> list[dict[str, Any]]:
    try:
        found = missing_from(receipt_id, scope)
    except Exception:
        # As for the segments: the receipt is recorded.
        _logger.exception("what a customer usually buys is not told")
        return []
    return [{**asdict(one), "text": not_this_time(one.family, one.rhythm_days)} for one in found]


def _advice(
    receipt_id: int, scope: Scope, customer: dict[str, Any] | None, missing: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Tell at most three things that a seller may say, what is rarest first."""
    if customer is None:
        return []
    birthday, away = customer["birthday"], _away(receipt_id, scope)
    found = [
        *([("birthday", birthday["text"])] if birthday else []),
        *([("away", away_said(away))] if away else []),
        *(("usual", one["text"]) for one in missing),
    ]
    return [{"kind": kind, "text": text} for kind, text in found[:MOST_ADVICE]]


def _away(receipt_id: int, scope: Scope) -> int:
    try:
        return days_late_before(receipt_id, scope)
    except Exception:
        # As for the segments: the receipt is recorded.
        _logger.exception("how long a customer was away is not told")
        return 0


def _customer(customer_id: int | None, scope: Scope, receipt_id: int) -> dict[str, Any] | None:
    now = timezone.now()
    told = customer_told(customer_id, scope, today_of_network(now))
    if told is None:
        return None
    loyalty = _loyalty(told["id"], receipt_id, now)
    return {
        **told,
        "loyalty": loyalty,
        **_wallet(told["id"], receipt_id, scope, now, loyalty),
        "segments": _segments(told["id"], scope, now),
        "consents_due": _due(told["id"], now),
        "origin": _origin(told["id"]),
    }


def _loyalty(customer_id: int, receipt_id: int, now: datetime) -> dict[str, Any] | None:
    try:
        return loyalty_told(customer_id, receipt_id, now)
    except Exception:
        # As for the segments: the receipt is recorded.
        _logger.exception("where a customer stands in the loyalty programme is not told")
        return None


def _wallet(
    customer_id: int, receipt_id: int, scope: Scope, now: datetime, loyalty: dict[str, Any] | None
) -> dict[str, Any]:
    try:
        held = usable(customer_id, store_id=scope.store_id, now=now)
        sales = private_sales_told(loyalty, held, receipt_id, now)
    except Exception:
        # As for the segments: the receipt is recorded.
        _logger.exception("the vouchers of a customer are not told")
        held, sales = [], []
    own = earned_by(receipt_id)
    told = [{"code": one.code, "name": one.name, "gives": gives(one.terms), "uses_left": one.uses_left,
             "valid_until": one.valid_until} for one in held]  # fmt: skip
    earned = [voucher for voucher, one in zip(told, held, strict=True) if one.key.startswith(own)]
    return {"vouchers": {"earned": earned, "usable": told}, "private_sales": sales}


def _due(customer_id: int, now: datetime) -> list[dict[str, Any]]:
    try:
        return consents_due(customer_id, now=now, language=get_language() or "fr")
    except Exception:
        # As for the segments: the receipt is recorded.
        _logger.exception("the consents due of a customer are not told")
        return []


def _origin(customer_id: int) -> Origin | None:
    try:
        return origin_to_tell(customer_id)
    except Exception:
        # As for the segments: the receipt is recorded.
        _logger.exception("where the details of a customer come from is not told")
        return None


def _segments(customer_id: int, scope: Scope, now: datetime) -> list[dict[str, Any]]:
    try:
        return tell_segments(customer_id, scope, now=now, is_receipt=True)
    except Exception:
        # The receipt is recorded: whatever becomes of the segments, the till is told so.
        _logger.exception("the segments of a customer are not told")
        return []


def _refused(outcome: Outcome, refusal: Refusal) -> dict[str, Any]:
    if outcome.status == "conflict":
        return problem(status_of(refusal), refusal, receipt={"id": outcome.receipt_id})
    return problem_of(refusal)


def _pointed(refusal: Refusal, body: dict[str, Any]) -> Refusal:
    """The rules speak of the total; point at the member that gave it."""
    in_cents = refusal.field == "total" and body.get("total") is None
    return refusal.about("/total_cents") if in_cents else refusal


@router.post(
    "/receipts/batch",
    response={200: BatchAnswered, 413: ProblemAnswered, 422: ProblemAnswered},
    summary="Record up to a thousand receipts",
    description="Each receipt is answered as if it came alone; one that is refused never keeps the others out.",
    openapi_extra=body_of(BatchAsked),
)
def post_receipts(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    bodies = _batch(read_json(request, BATCH_BYTES))
    read = _read_each(bodies)
    said = [item for item in read if isinstance(item, ReceiptInput)]
    outcomes = iter(TILLS.run(lambda: record_receipts(said, now=timezone.now(), access=who.access)))
    results = [
        _outcome_told(next(outcomes), body) if isinstance(item, ReceiptInput) else _item(Outcome("rejected"), item)
        for item, body in zip(read, bodies, strict=True)
    ]
    return answer({"results": results})


def _batch(body: Any) -> list[Any]:
    if type(body) is not dict or type(body.get("receipts")) is not list or len(body) > 1:
        raise Invalid([Refusal("list_expected", field="/receipts")])
    bodies: list[Any] = body["receipts"]
    if len(bodies) > MOST_RECEIPTS:
        raise Problem(413, "too_many_receipts", limit=MOST_RECEIPTS)
    return bodies


def _read_each(bodies: list[Any]) -> list[ReceiptInput | dict[str, Any]]:
    stores = naive_stores(bodies)
    zones = zones_by_code(stores) if stores else {}
    return [_read_one(body, zones) for body in bodies]


def _read_one(body: Any, zones: Any) -> ReceiptInput | dict[str, Any]:
    try:
        return parse_receipt(body, zones)
    except Invalid as invalid:
        return problem_of_values(invalid)
    except Problem as refused:
        return problem(refused.status, refused.refusal)


def _outcome_told(outcome: Outcome, body: dict[str, Any]) -> dict[str, Any]:
    return _item(outcome, problem_of(_pointed(outcome.refusal, body)) if outcome.refusal else None)


def _item(outcome: Outcome, problem_told: dict[str, Any] | None) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "receipt_id": outcome.receipt_id,
        "customer_id": outcome.customer_id,
        "flags": outcome.flags,
        "problem": problem_told,
    }


@router.post(
    "/receipts/{int:receipt_id}/attach",
    response={200: AttachedAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Say whose an anonymous receipt is",
    description="The figures of the customer follow at once. Safe to send again.",
    openapi_extra=body_of(AttachmentAsked),
)
def post_attachment(request: HttpRequest, receipt_id: int) -> HttpResponse:
    who, now = caller(request), timezone.now()
    asked = validated(AttachmentAsked, read_json(request, ONE_RECEIPT_BYTES))
    receipt_seen(receipt_id, who.scope)
    customer_id = customer_named(asked.customer_id, asked.customer, asked.card, who.scope)
    TILLS.run(lambda: attach_receipt(receipt_id, customer_id, now=now))
    return answer({"receipt": told_receipt(receipt_id), "customer": _customer(customer_id, who.scope, receipt_id)})
