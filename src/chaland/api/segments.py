"""Segments: counted, listed, their customers, and why somebody is in one."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from chaland.accounts.rules import VIEW_FIGURES
from chaland.api.answers import answer
from chaland.api.auth import Caller, caller
from chaland.api.openapi import body_of
from chaland.api.parsing import ONE_RECEIPT_BYTES, FloatNumber, read_json
from chaland.api.problems import Invalid
from chaland.api.schemas.answered import ProblemAnswered
from chaland.api.schemas.segments import (
    CountAnswered,
    MembersAnswered,
    RuleAsked,
    SegmentCountAnswered,
    SegmentsAnswered,
    WhyAnswered,
)
from chaland.kernel.errors import Forbidden, NotFound, Refusal
from chaland.segments import queries
from chaland.segments.models import Segment
from chaland.segments.schema import rule_schema
from chaland.segments.tree import parse, plain
from chaland.sentences.segments.conditions import condition_phrase
from chaland.sentences.segments.notices import notices
from chaland.sentences.segments.words import rule_text
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.segments import look_at_segment
from chaland.usecases.segments.name_things import names_in

MOST_MEMBERS = 10_000
GREATEST_ID = 2**63 - 1

router = Router(tags=["Segments"])


@router.post(
    "/segments/count",
    response={200: CountAnswered, 403: ProblemAnswered, 404: ProblemAnswered, 422: ProblemAnswered},
    summary="Count the customers that a rule describes",
    description="Up to the last receipt. A rule is written as /segments/schema says; nothing is saved.",
    openapi_extra=body_of(RuleAsked),
)
def post_count(request: HttpRequest) -> HttpResponse:
    who = _looking(request)
    rule = _rule(read_json(request, ONE_RECEIPT_BYTES))
    try:
        count, everybody = look_at_segment.count(rule, who.scope, now=timezone.now())
    except Refusal as refusal:
        raise _pointed(refusal, rule) from None
    tree = parse(rule)
    names = names_in([tree], who.scope)
    told = notices(tree, names, is_empty=count == 0 < everybody)
    return answer({"count": count, "all": everybody, "sentence": rule_text(tree, names), "notices": told})


@router.get("/segments", response={200: SegmentsAnswered}, summary="List the saved segments")
def get_segments(request: HttpRequest) -> HttpResponse:
    who = _looking(request)
    return answer({"segments": [_segment(one, who) for one in queries.segments(who.scope).select_related("store")]})


@router.get(
    "/segments/schema",
    response={200: dict[str, Any]},
    summary="Read how rules are written",
    description="A JSON schema (2020-12) of every group and condition.",
)
def get_schema(request: HttpRequest) -> HttpResponse:
    return answer(rule_schema())


@router.get(
    "/segments/{int:segment_id}/count",
    response={200: SegmentCountAnswered, 404: ProblemAnswered},
    summary="Count the customers in a segment",
)
def get_count(request: HttpRequest, segment_id: int) -> HttpResponse:
    who = _looking(request)
    count, everybody = look_at_segment.count(_saved(segment_id, who).rule, who.scope, now=timezone.now())
    return answer({"id": segment_id, "count": count, "all": everybody})


@router.get(
    "/segments/{int:segment_id}/customers",
    response={200: MembersAnswered, 404: ProblemAnswered, 422: ProblemAnswered},
    summary="Read who is in a segment",
    description="By ascending number, a page at a time.",
)
def get_members(
    request: HttpRequest,
    segment_id: int,
    after: Annotated[int, Query(ge=0, le=GREATEST_ID, description="Where to read on: what next said.")] = 0,
    limit: Annotated[int, Query(ge=1, le=MOST_MEMBERS, description="At most so many.")] = 1000,
) -> HttpResponse:
    who = _looking(request)
    rule = _saved(segment_id, who).rule
    ids = look_at_segment.members_after(rule, who.scope, after=after, limit=limit, now=timezone.now())
    return answer({"customers": ids, "next": ids[-1] if len(ids) == limit else None})


@router.get(
    "/segments/{int:segment_id}/explain",
    response={200: WhyAnswered, 404: ProblemAnswered, 422: ProblemAnswered},
    summary="Say why a customer is in a segment, or not",
    description="Condition by condition, in the order of the rule, with the facts that each looked at.",
)
def get_why(
    request: HttpRequest,
    segment_id: int,
    customer: Annotated[int, Query(ge=1, le=GREATEST_ID, description="The customer's number here.")],
) -> HttpResponse:
    who, now = _looking(request), timezone.now()
    rule = _saved(segment_id, who).rule
    open_customer(customer, who.scope)
    explained, is_in = look_at_segment.explain_whole(rule, customer, who.scope, now=now)
    names = names_in([look_at_segment.read(rule, who.scope, now=now)[0]], who.scope)
    return answer(
        {
            "customer_id": customer,
            "is_in": is_in,
            "conditions": [
                {
                    "condition": plain(one.condition),
                    "sentence": "".join(piece.text for piece in condition_phrase(one.condition, names)),
                    "holds": one.holds,
                    "facts": _facts(one.facts),
                }
                for one in explained
            ],
        }
    )


def _facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {name: one.replace(tzinfo=UTC) if isinstance(one, datetime) else one for name, one in facts.items()}


def _looking(request: HttpRequest) -> Caller:
    who = caller(request)
    who.need(VIEW_FIGURES)
    return who


def _saved(segment_id: int, who: Caller) -> Segment:
    if segment_id > GREATEST_ID:
        raise NotFound("segment_unknown")
    return queries.segment(segment_id, who.scope)


def _segment(one: Segment, who: Caller) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "store": one.store and one.store.code,
        "is_told_at_till": one.is_told_at_till,
        "version": one.version,
        "changed_at": one.changed_at,
        "rule": one.rule,
        "sentence": _sentence_if_any(one.rule, who),
    }


def _sentence(rule: Any, who: Caller) -> str:
    tree, _view = look_at_segment.read(rule, who.scope, now=timezone.now())
    return rule_text(tree, names_in([tree], who.scope))


def _sentence_if_any(rule: Any, who: Caller) -> str | None:
    """Return the sentence of a saved rule, None where it is about a store beyond the scope."""
    try:
        return _sentence(rule, who)
    except Refusal:
        return None


def _rule(body: Any) -> Any:
    if not isinstance(body, dict) or body.keys() != {"rule"}:
        raise Invalid([Refusal("field_missing", field="/rule")])
    return _plain(body["rule"])


def _plain(value: Any) -> Any:
    """Return what was read with its numbers as such: rules compare, they do not add up euros."""
    if isinstance(value, FloatNumber):
        return float(value.text)
    if isinstance(value, dict):
        return {name: _plain(one) for name, one in value.items()}
    return [_plain(one) for one in value] if isinstance(value, list) else value


def _pointed(refusal: Refusal, rule: Any) -> Exception:
    """Turn the place in the tree, such as 0.1.window, into a JSON pointer, such as /rule/all/0/any/1/window."""
    if isinstance(refusal, NotFound | Forbidden):
        return refusal
    pointer, node = "/rule", rule
    for part in (refusal.field or "").split(".") if refusal.field else ():
        if part.isdigit() and isinstance(node, dict) and node:
            kind = next(iter(node))
            pointer, node = f"{pointer}/{kind}/{part}", node[kind][int(part)]
        else:
            pointer = f"{pointer}/{part}"
    return Invalid([refusal.about(pointer)])
