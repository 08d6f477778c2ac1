"""The builder of a segment: its rule as nested groups, its sentence, its count, its people at a glance."""

import json
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from chaland.accounts import rules
from chaland.accounts.rules import Scope, may
from chaland.kernel.errors import Forbidden, Refusal
from chaland.kernel.numbers import separators
from chaland.segments.models import Segment
from chaland.segments.queries import segment as known_segment
from chaland.segments.tree import parse
from chaland.sentences import sentence
from chaland.usecases.segments import save_segment
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.refusals import not_found_as_404
from chaland.web.desk.segments.counting import counted
from chaland.web.desk.segments.form import (
    DraftCondition,
    DraftGroup,
    Reading,
    act,
    draft_of,
    read_draft,
    read_rule_of,
    settled,
)
from chaland.web.desk.segments.gone import told_of
from chaland.web.desk.segments.people_panel import panel_shown
from chaland.web.desk.segments.rows import Shown, group_rows
from chaland.web.desk.segments.templates import TEMPLATES

SAVE = "save"
# What still fits an address that every server takes.
LONGEST_RULE = 6000
NEW = DraftGroup("all", (DraftCondition(),))


@permission(rules.VIEW_FIGURES)
def segment_new(request: DeskRequest) -> HttpResponse:
    """Write a new segment: from nothing, from a template, or from a rule that another page made."""
    scope = request_scope(request)
    if request.method == "POST":
        return _posted(request, scope, None)
    template = TEMPLATES.get(request.GET.get("template", ""))
    name = str(template.label) if template else request.GET.get("name", "")[:80]
    draft, problem = (template.draft(scope), "") if template else _given(request.GET)
    return _page(request, scope, None, draft, name=name, problem=problem)


@permission(rules.VIEW_FIGURES)
def segment(request: DeskRequest, segment_id: int) -> HttpResponse:
    """Look at a saved segment's rule and change it."""
    scope = request_scope(request)
    with not_found_as_404():
        known = known_segment(segment_id, scope)
    if request.method == "POST":
        return _posted(request, scope, known)
    draft = draft_of(parse(known.rule), _decimals())
    return _page(request, scope, known, draft, name=known.name, is_told=known.is_told_at_till)


@permission(rules.VIEW_FIGURES)
@require_POST
def segment_panel(request: HttpRequest) -> HttpResponse:
    """Show the people of the rule that is being written, after its count."""
    scope = request_scope(request)
    reading = read_rule_of(read_draft(request.POST))
    context: dict[str, Any] = {"panel": None}
    if reading.rule is not None:
        try:
            context["panel"] = panel_shown(reading.rule, scope, now=timezone.now())
        except Forbidden as refusal:
            raise PermissionDenied from refusal
        except Refusal:
            pass  # what is wrong is told beside the count
    return render(request, "desk/segments/panel.html", context)


def _decimals() -> str:
    return separators(get_language() or "fr").decimals


def _given(query: QueryDict) -> tuple[DraftGroup, str]:
    """Read the rule of an address; one that cannot be read is told, and one starts from nothing."""
    text = query.get("rule", "")
    if not text:
        return NEW, ""
    try:
        return draft_of(parse(json.loads(text)), _decimals()), ""
    except (ValueError, RecursionError):
        return NEW, sentence(Refusal("rule_not_understood"))
    except Refusal as refusal:
        return NEW, sentence(refusal)


def _posted(request: DeskRequest, scope: Scope, known: Segment | None) -> HttpResponse:
    action = request.POST.get("action", "")
    draft = read_draft(request.POST)
    if action:
        draft = settled(draft)
    if action == SAVE:
        return _save(request, scope, known, draft)
    draft, focus = act(draft, action)
    return _answer(request, scope, known, draft, focus=focus)


def _save(request: DeskRequest, scope: Scope, known: Segment | None, draft: DraftGroup) -> HttpResponse:
    if not may(request.user.role, rules.EDIT_SEGMENTS):
        raise PermissionDenied
    reading = read_rule_of(draft)
    if reading.refusals:
        return _answer(request, scope, known, draft, reading=reading, is_saving=True)
    try:
        saved = save_segment.save_segment(
            known.pk if known else None,
            name=request.POST.get("name", ""),
            rule=reading.rule,
            is_told_at_till="told" in request.POST,
            scope=scope,
            author_id=request.user.pk,
            now=timezone.now(),
        )
    except Forbidden as refusal:
        if refusal.code == "store_not_allowed":
            raise PermissionDenied from refusal
        return _answer(request, scope, known, draft, problem=sentence(refusal), is_saving=True)
    except Refusal as refusal:
        where = "name_problem" if refusal.field == "name" else "problem"
        return _answer(request, scope, known, draft, is_saving=True, **{where: sentence(refusal)})
    messages.success(request, gettext("The segment “%(name)s” is saved.") % {"name": saved.name})
    address = reverse("segment", args=[saved.pk])
    return HttpResponseClientRedirect(address) if request.htmx else HttpResponseRedirect(address)


def _answer(request: DeskRequest, scope: Scope, known: Segment | None, draft: DraftGroup, **more: Any) -> HttpResponse:
    """Answer a form with the work as it stands, whole or for htmx its changing parts."""
    more = {"name": request.POST.get("name", "")[:200], "is_told": "told" in request.POST, **more}
    return _page(request, scope, known, draft, **more)


def _page(
    request: DeskRequest,
    scope: Scope,
    known: Segment | None,
    draft: DraftGroup,
    *,
    reading: Reading | None = None,
    is_saving: bool = False,
    **more: Any,
) -> HttpResponse:
    reading = reading or read_rule_of(draft)
    own_id = known.pk if known else None
    shown = Shown(draft, reading, scope, own_id, is_saving, told_of(draft, scope, own_id))
    if "" in reading.refusals:
        more["problem"] = sentence(reading.refusals[""])
    is_saved = known is not None and request.method == "GET"
    try:
        result = counted(reading, scope, own_id=own_id, is_saved=is_saved, now=timezone.now())
    except Forbidden as refusal:
        raise PermissionDenied from refusal
    is_own = known is None or known.store_id == scope.store_id
    context = {
        "nav": "segments",
        "segment": known,
        "root": group_rows(shown),
        "unfinished": shown.unfinished,
        "is_saving": is_saving,
        "result": result,
        "is_own": is_own,
        "may_save": is_own and may(request.user.role, rules.EDIT_SEGMENTS),
        "may_edit": may(request.user.role, rules.EDIT_SEGMENTS),
        "templates": TEMPLATES,
        "rule_json": json.dumps(reading.rule) if reading.rule else "",
        **more,
    }
    if not request.htmx:
        return render(request, "desk/segments/builder.html", context)
    response = render(request, "desk/segments/answer.html", context)
    response.headers["HX-Trigger"] = "segment-counted"
    return response
