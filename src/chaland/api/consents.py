"""What customers agreed to: read, and written down with its proof."""

from dataclasses import asdict
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_json
from chaland.api.people import moment_named
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.consents import (
    ConsentAsked,
    ConsentsAnswered,
    ConsentWrittenAnswered,
    TextAnswered,
    TextAsked,
)
from chaland.api.validation import validated
from chaland.kernel.errors import Forbidden
from chaland.privacy.rules import Proof
from chaland.usecases.consents.read_consents import consents_told
from chaland.usecases.consents.record_consent import merchant_named, record_consent
from chaland.usecases.consents.stop_by_sms import stop_by_sms
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.rights.tell_origin import note_origin_told, origin_to_tell
from chaland.usecases.till.ask_at_till import consents_due

router = Router(tags=["Consents"])


@router.get(
    "/customers/{int:customer_id}/consents",
    response={200: ConsentsAnswered, 404: ProblemAnswered},
    summary="What a customer agreed to",
    description="As it stands at this second: a consent that was not renewed in time is told as lapsed.",
)
def get_consents(request: HttpRequest, customer_id: int) -> HttpResponse:
    open_customer(customer_id, caller(request).scope)
    return answer(_told(customer_id))


@router.post(
    "/customers/{int:customer_id}/consents",
    response={201: ConsentWrittenAnswered, 404: ProblemAnswered, 409: ProblemAnswered, 422: ProblemAnswered},
    summary="Write down what a customer said",
    description="A yes to e-mails that was only said waits until a link sent by mail is confirmed; that of a parent "
    "always does. What was written is never changed: another answer is another line.",
    openapi_extra=body_of(ConsentAsked),
)
def post_consent(request: HttpRequest, customer_id: int) -> HttpResponse:
    who = caller(request)
    asked = validated(ConsentAsked, read_json(request, ONE_RECEIPT_BYTES))
    is_till = who.access is not None and who.access.till_id is not None
    proof = Proof(
        "till" if is_till else "api",
        asked.method,
        asked.language,
        asked.text_id,
        operator_id=who.user.pk if who.user else None,
        store_id=who.scope.store_id,
        reference=asked.reference,
    )
    written = record_consent(
        customer_id,
        purpose=asked.purpose,
        channel=asked.channel,
        act=asked.act,
        proof=proof,
        scope=who.scope,
        now=timezone.now(),
        merchant_id=merchant_named(asked.merchant, who.scope),
        given_at=moment_named("given_at", asked.given_at),
        parent_email=asked.parent_email,
    )
    return answer({"act": written, **_told(customer_id)}, 201)


@router.post(
    "/customers/{int:customer_id}/origin/told",
    response={200: ConsentsAnswered, 404: ProblemAnswered},
    summary="Note that a customer was told where their details come from",
    description="After the sentence of `origin` was said to them: it is not given again. Twice is once.",
)
def post_origin_told(request: HttpRequest, customer_id: int) -> HttpResponse:
    note_origin_told(customer_id, scope=caller(request).scope, now=timezone.now())
    return answer(_told(customer_id))


@router.post(
    "/texts",
    response={200: TextAnswered, 403: ProblemAnswered, 422: ProblemAnswered},
    summary="Hand on the answer to a text message",
    description="STOP, however it is spelt, closes text messages to that number at once; anything else changes "
    "nothing. Only the token of a partner. Send it as often as you like.",
    openapi_extra=body_of(TextAsked),
)
def post_text(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    if who.scope.store_id is not None:
        raise Forbidden("text_needs_network")
    asked = validated(TextAsked, read_json(request, ONE_RECEIPT_BYTES))
    stopped = stop_by_sms(asked.number, asked.text, reference=asked.reference, now=timezone.now())
    return answer(asdict(stopped))


def _told(customer_id: int) -> dict[str, Any]:
    now = timezone.now()
    return {
        "consents": consents_told(customer_id, now=now),
        "due": consents_due(customer_id, now=now),
        "origin": origin_to_tell(customer_id),
    }
