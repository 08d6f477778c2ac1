"""The saved segments: their names, sentences, and counts that come after."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from chaland.accounts import rules
from chaland.accounts.rules import may
from chaland.kernel.errors import Refusal
from chaland.segments import queries
from chaland.segments.models import Segment
from chaland.segments.tree import Group, parse
from chaland.sentences.segments.words import Names, Phrase, rule_phrase
from chaland.usecases.segments import look_at_segment
from chaland.usecases.segments.name_things import names_in
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.common.templatetags.chaland import NOTHING, number
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.segments.templates import TEMPLATES

A_PAGE = 50


@dataclass(frozen=True, slots=True)
class Row:
    """A saved segment and its sentence."""

    segment: Segment
    phrase: Phrase


@require_GET
@permission(rules.VIEW_FIGURES)
def segments(request: DeskRequest) -> HttpResponse:
    """Show the saved segments, by name."""
    scope = request_scope(request)
    found = Paginator(queries.segments(scope).select_related("store", "author"), A_PAGE)
    page = found.get_page(request.GET.get("page"))
    trees = {one.pk: read(one) for one in page}
    names = names_in(filter(None, trees.values()), scope)
    context = {
        "nav": "segments",
        "page": page,
        "rows": [Row(one, _said(trees[one.pk], names)) for one in page],
        "templates": TEMPLATES,
        "may_edit": may(request.user.role, rules.EDIT_SEGMENTS),
    }
    return render(request, "desk/segments/list.html", context)


def read(segment: Segment) -> Group | None:
    """Return the rule of a saved segment, None if it was made by a version that had other conditions."""
    try:
        return parse(segment.rule)
    except Refusal:
        return None


def _said(tree: Group | None, names: Names) -> Phrase:
    return rule_phrase(tree, names) if tree else ()


@require_GET
@permission(rules.VIEW_FIGURES)
def segment_count(request: DeskRequest, segment_id: int) -> HttpResponse:
    """Count one segment."""
    scope = request_scope(request)
    with not_found_as_404():
        known = queries.segment(segment_id, scope)
    if not request.htmx:
        return redirect("segment", segment_id)
    try:
        count, _everybody = look_at_segment.count(known.rule, scope, now=timezone.now())
    except Refusal:
        return HttpResponse(NOTHING)
    return HttpResponse(number(count))
