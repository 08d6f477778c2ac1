"""Journeys: the list, one of them with its steps, changing it, switching it on and off."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from chaland.accounts.rules import (
    APPROVE_CAMPAIGNS,
    EDIT_COLLECTION,
    LAUNCH_CAMPAIGNS,
    PAUSE_CAMPAIGNS,
    PREPARE_CAMPAIGNS,
    VIEW_CAMPAIGNS,
    may,
)
from chaland.campaigns import journey_list
from chaland.campaigns.models import Journey, Message
from chaland.campaigns.rules.journeys import ASK, ONLY_IF, WAIT
from chaland.interactions.models import Survey
from chaland.kernel.errors import Conflict, Forbidden, Refusal
from chaland.segments.models import Segment
from chaland.sentences import sentence
from chaland.sentences.campaigns.journeys import CONDITIONS, TELLS, reason, trigger_words, wait_words
from chaland.usecases.journeys import edit_journey as use
from chaland.usecases.journeys.simulate_journey import simulate_journey
from chaland.web.common.access import DeskRequest, permission, request_scope
from chaland.web.desk.campaigns.forms import CHANNELS
from chaland.web.desk.campaigns.journey_forms import OFFERED, JourneyForm, NewJourneyForm, step_forms, survey_words
from chaland.web.desk.parts import show_part
from chaland.web.desk.refusals import not_found_as_404, show_refusal

methods = require_http_methods(["GET", "HEAD", "POST"])


@permission(VIEW_CAMPAIGNS)
@require_GET
def journeys(request: DeskRequest) -> HttpResponse:
    """The list by name, with how many entered and what was sent."""
    every = list(journey_list.journeys(request_scope(request)))
    ids = [one.pk for one in every]
    people, sent = journey_list.passages_of(ids), journey_list.sent_of(ids)
    rows = [(one, trigger_words(one.trigger, one.options), people[one.pk], sent.get(one.pk, 0)) for one in every]
    return render(request, "desk/campaigns/journeys.html", {"nav": "campaigns", "rows": rows})


@permission(PREPARE_CAMPAIGNS)
@methods
def journey_new(request: DeskRequest) -> HttpResponse:
    """Begin a journey by a recipe."""
    form = NewJourneyForm(data=request.POST or None, initial={"recipe": "welcome"})
    if request.method == "POST" and form.is_valid():
        try:
            new = use.create_journey(
                **form.cleaned_data, scope=request_scope(request), author_id=request.user.pk, now=timezone.now()
            )
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            messages.success(request, gettext("The journey is off: nothing leaves before it is switched on."))
            return redirect("journey", new.pk)
    context = {"nav": "campaigns", "form": form}
    return render(request, "desk/campaigns/journey_new.html", context, status=422 if form.is_bound else 200)


@permission(VIEW_CAMPAIGNS)
@require_GET
def journey(request: DeskRequest, journey_id: int) -> HttpResponse:
    """Show a journey as a graph from top to bottom, with where people are in it."""
    one = _journey(request, journey_id)
    role = request.user.role
    context = {
        "nav": "campaigns",
        "journey": one,
        "trigger": trigger_words(one.trigger, one.options),
        "entered": Segment.objects.filter(pk=one.options.get("segment_id") or 0).first(),
        "steps": list(_graph(one)),
        "people": journey_list.passages_of([one.pk])[one.pk],
        "has_sent": Message.objects.filter(campaign__journey=one).exists(),
        "has_results": one.campaigns.exclude(frozen_at=None).exists(),
        "reasons": [(reason(code), count) for code, count in journey_list.reasons(one.pk).items()],
        "lacks": (lacks := use.lacking(one)) and sentence(lacks),
        "unready": use.unready_messages(one),
        "channels": [(code, label) for code, label, *_rest in CHANNELS if code in OFFERED],
        "may_survey": may(role, EDIT_COLLECTION),
        "may_prepare": may(role, PREPARE_CAMPAIGNS),
        "may_launch": may(role, LAUNCH_CAMPAIGNS) and may(role, APPROVE_CAMPAIGNS),
        "may_pause": may(role, PAUSE_CAMPAIGNS),
    }
    return render(request, "desk/campaigns/journey.html", context)


def _journey(request: DeskRequest, journey_id: int) -> Journey:
    with not_found_as_404():
        return journey_list.journey(journey_id, request_scope(request))


def _graph(one: Journey) -> Any:
    """Give each step: what it does, its words, its campaign, its survey's answers, how many wait before it."""
    waiting, campaigns = journey_list.places(one.pk), {each.pk: each for each in one.campaigns.all()}
    names = dict(Segment.objects.filter(pk__in=journey_list.segments_of(one)).values_list("pk", "name"))
    for place, step in enumerate(one.steps):
        words, campaign, answers = "", campaigns.get(step.get("campaign_id")), None
        if step["do"] == WAIT:
            words = wait_words(step["days"])
        elif step["do"] == ONLY_IF:
            named = names.get(step.get("segment_id"), "")
            words = f"{CONDITIONS[step['condition']]}{' ' if named else ''}{named}"
        elif step["do"] == ASK:
            survey = Survey.objects.filter(code=step["survey"]).first()
            words = survey_words(survey) if survey else step["survey"]
            answers = survey and (survey, *journey_list.asked(one, survey))
        elif campaign:
            words = campaign.name
        yield step["do"], words, campaign, answers, waiting.get(place, 0)


@permission(VIEW_CAMPAIGNS)
@require_GET
def simulation(request: DeskRequest, journey_id: int) -> HttpResponse:
    """Show who would have entered, how many messages, at what cost."""
    one = _journey(request, journey_id)
    context: dict[str, Any] = {"journey": one}
    try:
        found = simulate_journey(one, now=timezone.now())
    except Refusal as refusal:
        context["refused"] = sentence(refusal)
    else:
        most = max((count for _month, count in found.by_month), default=1)
        months = [(month, count, round(100 * count / most)) for month, count in found.by_month]
        context |= {"found": found, "tells": TELLS[found.tells], "months": months}
    back = reverse("journey", args=[journey_id])
    return show_part(request, "desk/campaigns/journey_simulation.html", context, title=one.name, back=back)


@permission(PREPARE_CAMPAIGNS)
@methods
def journey_edit(request: DeskRequest, journey_id: int) -> HttpResponse:
    """Change a journey that is off, with its steps."""
    one, scope = _journey(request, journey_id), request_scope(request)
    if one.is_on:
        return redirect("journey", journey_id)
    form = JourneyForm(journey=one, scope=scope, data=request.POST or None)
    rows = step_forms(one, scope, request.POST or None)
    if request.method == "POST" and all([form.is_valid(), *(row.is_valid() for row in rows)]):
        typed = form.cleaned_data
        try:
            use.change_journey(
                journey_id,
                name=typed["name"],
                options={**one.options, **form.options()},
                steps=[step for row in rows if (step := row.step())],
                segment_id=typed["segment"].pk if typed["segment"] else None,
                hour=typed["hour"],
                control_percent=typed["control_percent"],
                thousand_cents=typed["thousand"] or 0,
                scope=scope,
                now=timezone.now(),
            )
        except Refusal as refusal:
            show_refusal(form, refusal, {"thousand_cents": "thousand"})
        else:
            messages.success(request, gettext("Saved."))
            return redirect("journey-edit" if "more" in request.POST else "journey", journey_id)
    context = {"nav": "campaigns", "journey": one, "form": form, "rows": rows}
    return render(request, "desk/campaigns/journey_edit.html", context, status=422 if form.is_bound else 200)


@permission(VIEW_CAMPAIGNS)
@require_POST
def journey_act(request: DeskRequest, journey_id: int) -> HttpResponse:
    """Do what the button says, and come back with what came of it."""
    wanted = ACTS.get(request.POST.get("do", ""))
    if wanted is None:
        raise Http404
    needed, do, said = wanted
    if not may(request.user.role, needed):
        raise PermissionDenied
    try:
        with not_found_as_404():
            do(request, journey_id)
    except (Refusal, Conflict, Forbidden) as refusal:
        messages.error(request, sentence(refusal))
        return redirect("journey", journey_id)
    messages.success(request, str(said))
    return redirect("journeys") if do is _delete else redirect("journey", journey_id)


def _on(request: DeskRequest, journey_id: int) -> None:
    """Switch on with the password typed once more, so that a screen left open starts nothing. ASVS 5.0, 7.5."""
    if not request.user.check_password(request.POST.get("password", "")):
        raise Refusal("campaign_password_wrong", field="password")
    use.switch_on(journey_id, user=request.user, scope=request_scope(request), now=timezone.now())


def _off(request: DeskRequest, journey_id: int) -> None:
    use.switch_off(journey_id, scope=request_scope(request))


def _add(request: DeskRequest, journey_id: int) -> None:
    channel = request.POST.get("channel", "")
    if channel not in OFFERED:
        raise Refusal("campaign_channel_unknown", field="channel", text=channel[:20])
    use.add_message(journey_id, channel=channel, scope=request_scope(request), now=timezone.now())


def _delete(request: DeskRequest, journey_id: int) -> None:
    use.delete_journey(journey_id, scope=request_scope(request))


ACTS: Mapping[str, tuple[str, Callable[[DeskRequest, int], None], object]] = {
    "on": (LAUNCH_CAMPAIGNS, _on, _("The journey is on: what happens from today on counts.")),
    "off": (PAUSE_CAMPAIGNS, _off, _("The journey is off: nobody enters, and nothing more leaves.")),
    "add": (PREPARE_CAMPAIGNS, _add, _("A message is added at the end.")),
    "delete": (PREPARE_CAMPAIGNS, _delete, _("The journey is deleted.")),
}
"""What each button needs, does and says."""
