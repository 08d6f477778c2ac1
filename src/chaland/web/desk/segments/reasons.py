"""Why somebody is in a segment or not, condition by condition; and the segments that somebody is in."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET

from chaland.accounts import rules
from chaland.accounts.rules import Scope
from chaland.customers.queries import find
from chaland.kernel.errors import Refusal
from chaland.segments import queries
from chaland.segments.at_till import Explained
from chaland.segments.models import Segment
from chaland.segments.tree import Condition, Group, Node, parse
from chaland.sentences import sentence
from chaland.sentences.segments.conditions import condition_phrase
from chaland.sentences.segments.facts import fact_words, keys_in
from chaland.sentences.segments.words import Names
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.segments import look_at_segment
from chaland.usecases.segments.name_things import names_in, names_of
from chaland.usecases.segments.place_customer import segments_of_customer
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.parts import show_part_of_customer
from chaland.web.desk.refusals import not_found_as_404

FOUND_SHOWN = 10


@require_GET
@permission(rules.VIEW_FIGURES)
def segment_why(request: DeskRequest, segment_id: int) -> HttpResponse:
    """Look for a customer, then say condition by condition why they are in the segment or not."""
    scope = request_scope(request)
    with not_found_as_404():
        known = queries.segment(segment_id, scope)
    key, text = request.GET.get("customer", ""), request.GET.get("q", "").strip()[:100]
    context: dict[str, Any] = {"nav": "segments", "segment": known, "query": text}
    context["found"] = find(text, scope, FOUND_SHOWN) if text else ()
    if request.htmx and "customer" not in request.GET:
        return render(request, "desk/segments/why_found.html", context)
    if key.isascii() and key.isdigit() and len(key) < len(str(2**63)):
        context |= _why(known, int(key), scope)
    return render(request, "desk/segments/why.html", context)


def _why(known: Segment, customer_id: int, scope: Scope) -> dict[str, Any]:
    with not_found_as_404():
        customer = open_customer(customer_id, scope)
    try:
        tree = parse(known.rule)
        explained = look_at_segment.explain(known.rule, customer_id, scope, now=timezone.now())
    except Refusal as refusal:
        return {"customer": customer, "problem": sentence(refusal)}
    if not explained and any(True for _part in tree.parts):
        return {"customer": customer, "problem": gettext("Their file is being written: try again in a moment.")}
    names = _names(tree, explained, scope)
    return {"customer": customer, "root": lines(tree, iter(explained), names)}


def _names(tree: Group, explained: Sequence[Explained], scope: Scope) -> Names:
    """Name what the rule is about, and what was found of the customer."""
    of_rule = names_in([tree], scope)
    found = {(kind, value) for one in explained for kind, value in keys_in(one.facts)}
    wanted: dict[str, list[Any]] = {}
    for kind, value in found:
        wanted.setdefault(kind, []).append(value)
    of_facts = names_of(wanted, scope)
    return lambda kind, key: (of_facts if (kind, key) in found else of_rule)(kind, key)


def lines(node: Node, explained: Iterator[Explained], names: Names) -> dict[str, Any]:
    """Return a rule as nested lines, each with whether it holds and a condition's facts in words."""
    if isinstance(node, Condition):
        one = next(explained)
        facts = fact_words(node, one.facts, names)
        return {"holds": one.holds, "phrase": condition_phrase(node, names), "facts": facts, "parts": ()}
    parts = [lines(part, explained, names) for part in node.parts]
    answers = [part["holds"] for part in parts]
    holds = {"all": all(answers), "any": any(answers), "none": not any(answers)}[node.kind]
    return {"holds": holds, "kind": node.kind, "parts": parts, "label": _label(node)}


def _label(group: Group) -> str:
    labels = {
        "all": gettext("All of this is needed:"),
        "any": gettext("One of this is enough:"),
        "none": gettext("None of this may be:"),
    }
    return labels[group.kind]


@require_GET
@permission(rules.VIEW_FIGURES)
def customer_segments(request: DeskRequest, customer_id: int) -> HttpResponse:
    """Show the saved segments that a customer is in, for their page."""
    scope = request_scope(request)
    with not_found_as_404():
        customer = open_customer(customer_id, scope)
    found = segments_of_customer(customer_id, scope, now=timezone.now())
    context = {"customer": customer, "found": sorted(found.items(), key=lambda pair: pair[1]), "asked": True}
    return show_part_of_customer(request, "desk/customer/segments.html", context, customer_id=customer_id)
