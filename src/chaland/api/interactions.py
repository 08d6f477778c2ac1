"""Actions from elsewhere: calls, appointments, answers to surveys."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from chaland.api.answers import answer
from chaland.api.auth import caller
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, read_json
from chaland.api.people import moment_named, store_named
from chaland.api.schemas.answered import MadeAnswered, ProblemAnswered
from chaland.api.schemas.asked import InteractionAsked
from chaland.api.validation import validated
from chaland.interactions.rules import NewInteraction
from chaland.usecases.customers.add_interaction import add_interaction

router = Router(tags=["Actions"])


@router.post(
    "/interactions",
    response={
        201: MadeAnswered,
        200: MadeAnswered,
        404: ProblemAnswered,
        409: ProblemAnswered,
        422: ProblemAnswered,
    },
    summary="Write a contact down, or plan one",
    description="With a reference of yours, it may be sent again: it is written once.",
    openapi_extra=body_of(InteractionAsked),
)
def post_interaction(request: HttpRequest) -> HttpResponse:
    who = caller(request)
    asked = validated(InteractionAsked, read_json(request, ONE_RECEIPT_BYTES))
    new = NewInteraction(
        customer_id=asked.customer_id,
        kind=asked.kind,
        channel=asked.channel,
        occurred_at=moment_named("occurred_at", asked.occurred_at),
        store_id=store_named(asked.store, who.scope),
        subject=asked.subject,
        text=asked.text,
        outcome=asked.outcome,
        score=asked.score,
        due_at=moment_named("due_at", asked.due_at),
        reference=asked.reference,
    )
    added = add_interaction(new, scope=who.scope, author_id=None, now=timezone.now())
    status = "replayed" if added.replayed else "created"
    return answer({"status": status, "id": added.interaction_id}, 200 if added.replayed else 201)
