"""The people of a saved segment as the customer list, who came and went, and what is done with the segment."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_POST

from chaland.accounts import rules
from chaland.accounts.rules import Scope, may
from chaland.customers.queries import visible
from chaland.kernel.errors import NotFound, Refusal
from chaland.segments import queries
from chaland.segments.models import Membership, Segment, SegmentVersion
from chaland.segments.tree import Group, parse
from chaland.sentences import sentence
from chaland.sentences.segments.words import rule_phrase
from chaland.usecases.segments import save_segment
from chaland.usecases.segments.follow_segments import follow_segment
from chaland.usecases.segments.name_things import names_in
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.customers import list_context
from chaland.web.desk.refusals import not_found_as_404

MOVES_SHOWN = 50


@require_GET
@permission(rules.VIEW_FIGURES)
def segment_people(request: DeskRequest, segment_id: int) -> HttpResponse:
    """Show who is in the segment now, as the customer list."""
    scope = request_scope(request)
    with not_found_as_404():
        known = queries.segment(segment_id, scope)
    query = QueryDict(mutable=True)
    query.update({"segment": str(segment_id), "sort": "-revenue_12m"})
    context = {**list_context(request, query), **_common(request, known, scope), "part": "people"}
    return render(request, "desk/segments/people.html", context)


def _common(request: DeskRequest, known: Segment, scope: Scope) -> dict[str, Any]:
    tree = _tree(known.rule)
    return {
        "nav": "segments",
        "segment": known,
        "phrase": rule_phrase(tree, names_in([tree], scope)) if tree else (),
        "may_change": known.store_id == scope.store_id and may(request.user.role, rules.EDIT_SEGMENTS),
    }


def _tree(rule: Any) -> Group | None:
    try:
        return parse(rule)
    except Refusal:
        return None


@require_GET
@permission(rules.VIEW_FIGURES)
def segment_history(request: DeskRequest, segment_id: int) -> HttpResponse:
    """Show who entered and who left last, and the rules the segment had, in words."""
    scope = request_scope(request)
    with not_found_as_404():
        known = queries.segment(segment_id, scope)
    follow_segment(segment_id, now=timezone.now())
    stays = Membership.objects.filter(segment=known, customer__in=visible(scope)).select_related("customer")
    context = {
        **_common(request, known, scope),
        "part": "history",
        "entered": stays.order_by("-entered_at", "-pk")[:MOVES_SHOWN],
        "left": stays.filter(left_at__isnull=False).order_by("-left_at", "-pk")[:MOVES_SHOWN],
        "versions": _versions(known, scope),
    }
    return render(request, "desk/segments/history.html", context)


def _versions(known: Segment, scope: Scope) -> Sequence[dict[str, Any]]:
    found = list(SegmentVersion.objects.filter(segment=known).select_related("author").order_by("-number")[:20])
    trees = {one.number: _tree(one.rule) for one in found}
    names = names_in(filter(None, trees.values()), scope)
    return [
        {"version": one, "phrase": rule_phrase(tree, names) if (tree := trees[one.number]) else ()} for one in found
    ]


@permission(rules.EDIT_SEGMENTS)
@require_POST
def segment_act(request: HttpRequest, segment_id: int) -> HttpResponse:
    """Delete a segment, or have it told at the till or not."""
    scope = request_scope(request)
    action = request.POST.get("action", "")
    with not_found_as_404():
        try:
            if action == "delete":
                save_segment.delete_segment(segment_id, scope)
                messages.success(request, gettext("The segment is deleted."))
                return redirect("segments")
            if action in ("tell", "hush"):
                save_segment.tell_at_till(segment_id, scope, is_told=action == "tell", now=timezone.now())
        except NotFound:
            raise
        except Refusal as refusal:
            messages.error(request, sentence(refusal))
    return redirect("segment-people", segment_id)
