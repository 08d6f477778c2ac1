"""Vouchers at the till: looked at, reserved, used, given back."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chaland.api.answers import answer
from chaland.api.auth import Caller, caller
from chaland.api.limits import Misses
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_json
from chaland.api.people import customer_named, store_named
from chaland.api.problems import Problem
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.vouchers import (
    VoucherAnswered,
    VoucherReleaseAsked,
    VoucherUseAsked,
    VoucherUsedAnswered,
)
from chaland.api.validation import validated
from chaland.database.one_thread import TILLS
from chaland.kernel.errors import NotFound
from chaland.loyalty.models.vouchers import Voucher
from chaland.loyalty.rules.vouchers import Use
from chaland.loyalty.services import vouchers
from chaland.loyalty.services.vouchers import Done, Place
from chaland.sentences.vouchers.words import gives
from chaland.stores.queries import merchant_of, network_zone
from chaland.usecases.loyalty.use_voucher import redeem_voucher, release_voucher, reserve_voucher

WRONG_CODES, WITHIN_SECONDS = 20, 60.0
_PROBLEMS = {404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered, 429: ProblemAnswered}
_misses = Misses(WRONG_CODES, WITHIN_SECONDS)
_logger = logging.getLogger(__name__)

router = Router(tags=["Vouchers"])


@router.get(
    "/vouchers/{code}",
    response={200: VoucherAnswered, 404: ProblemAnswered, 429: ProblemAnswered},
    summary="Look at a voucher",
    description="Twenty wrong codes within a minute shut the token out for the rest of it.",
)
def get_voucher(request: HttpRequest, code: str) -> HttpResponse:
    with _guessing(caller(request)):
        return answer(voucher_told(vouchers.found(code)))


@router.post(
    "/vouchers/{code}/reserve",
    response={200: VoucherUsedAnswered, **_PROBLEMS},
    summary="Keep a voucher for a sale",
    description="No other till can use it for a quarter of an hour. 409 with the reason when it cannot be used.",
    openapi_extra=body_of(VoucherUseAsked),
)
def post_voucher_reserve(request: HttpRequest, code: str) -> HttpResponse:
    who = caller(request)
    asked = validated(VoucherUseAsked, read_json(request, ONE_RECEIPT_BYTES))

    def reserved() -> Done:
        use, place = _use(asked, who)
        return reserve_voucher(code, use, place=place, now=timezone.now())

    return _done(who, reserved)


@router.post(
    "/vouchers/{code}/redeem",
    response={200: VoucherUsedAnswered, **_PROBLEMS},
    summary="Use a voucher",
    description="Once for each key, reserved before or not: after a cut, send it again. 409 with the reason when it "
    "cannot be used, for instance when another till used it first.",
    openapi_extra=body_of(VoucherUseAsked),
)
def post_voucher_redeem(request: HttpRequest, code: str) -> HttpResponse:
    who = caller(request)
    asked = validated(VoucherUseAsked, read_json(request, ONE_RECEIPT_BYTES))

    def redeemed() -> Done:
        use, place = _use(asked, who)
        return redeem_voucher(code, use, place=place, now=timezone.now(), discount_cents=asked.discount_cents)

    return _done(who, redeemed)


@router.post(
    "/vouchers/{code}/release",
    response={200: VoucherUsedAnswered, **_PROBLEMS},
    summary="Give a voucher back",
    description="Ends a reservation, or undoes a use whose sale did not take place. Once for each key.",
    openapi_extra=body_of(VoucherReleaseAsked),
)
def post_voucher_release(request: HttpRequest, code: str) -> HttpResponse:
    who = caller(request)
    asked = validated(VoucherReleaseAsked, read_json(request, ONE_RECEIPT_BYTES))

    def released() -> Done:
        use = Use(asked.key, None, None, None)
        return release_voucher(code, use, place=_place(asked.store, who), now=timezone.now())

    return _done(who, released)


def _done(who: Caller, act: Callable[[], Done]) -> HttpResponse:
    """Do something to a voucher in the tills' thread, and tell what became of it."""

    def told() -> HttpResponse:
        with _guessing(who):
            return _told(act())

    return TILLS.run(told)


@contextmanager
def _guessing(who: Caller) -> Iterator[None]:
    """Count wrong codes; who tries many is shut out for a while, and it is written in the server's log."""
    key = who.access.token_id if who.access else -(who.user.pk if who.user else 0)
    # A refusal says when the voucher was used, in the shop's own time.
    timezone.activate(network_zone())
    if wait := _misses.seconds_to_wait(key):
        raise Problem(429, "too_many_wrong_codes", {"Retry-After": str(round(wait) + 1)})
    try:
        yield
    except NotFound as missing:
        if missing.code == "voucher_unknown":
            _misses.note(key)
            if _misses.seconds_to_wait(key):
                _logger.warning("somebody guesses vouchers: token %s", key)
        raise


def _use(asked: VoucherUseAsked, who: Caller) -> tuple[Use, Place]:
    place = _place(asked.store, who)
    named = asked.customer_id or asked.customer or asked.card
    customer_id = customer_named(asked.customer_id, asked.customer, asked.card, who.scope) if named else None
    use = Use(
        asked.key, place.store_id, place.merchant_id, customer_id,
        total_cents=asked.amount_cents, with_others=asked.with_others,
    )  # fmt: skip
    return use, place


def _place(store: str | None, who: Caller) -> Place:
    store_id = store_named(store, who.scope)
    return Place(store_id, merchant_of(store_id), who.user.pk if who.user else None)


def _told(done: Done) -> HttpResponse:
    status = "done" if done.is_new else "replayed"
    body = {"status": status, "act": done.act, "discount_cents": done.discount_cents}
    return answer({**body, "voucher": voucher_told(done.voucher)})


def voucher_told(voucher: Voucher) -> dict[str, Any]:
    """Tell of a voucher all that a till needs; whose it is, is not told."""
    terms, held, now = vouchers.terms(voucher), vouchers.held(voucher), timezone.now()
    state = held.state_at(now)
    return {
        "code": voucher.code,
        "name": voucher.kind.name,
        "gives": gives(terms),
        "kind": terms.kind,
        "value": terms.value,
        "least_cents": terms.least_cents,
        "may_add_up": terms.may_add_up,
        "is_personal": terms.is_personal,
        "state": state,
        "uses_left": voucher.uses_left,
        "valid_from": voucher.valid_from,
        "valid_until": voucher.valid_until,
        "reserved_until": voucher.reserved_until if state == "reserved" else None,
    }
