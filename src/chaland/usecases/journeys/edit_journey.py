"""A journey is prepared, changed while it is off, switched on and off."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from chaland.accounts.models import User
from chaland.accounts.rules import APPROVE_CAMPAIGNS, LAUNCH_CAMPAIGNS, Scope, may
from chaland.campaigns import standing
from chaland.campaigns.content.body import parse
from chaland.campaigns.content.checks import STOPS, check
from chaland.campaigns.content.layout import links_of
from chaland.campaigns.content.templates import template
from chaland.campaigns.journey_list import own_journey
from chaland.campaigns.models import Campaign, Content, Journey, Message
from chaland.campaigns.recipes import RECIPES
from chaland.campaigns.rules import journeys as rules
from chaland.campaigns.rules.drafting import MOST_CENTS, check_percent
from chaland.campaigns.rules.journeys import read_steps
from chaland.campaigns.triggers import TRIGGERS
from chaland.database.locks import lock_rows, one_writer
from chaland.interactions.surveys import survey, surveys
from chaland.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from chaland.kernel.money import Cents
from chaland.segments.queries import segment
from chaland.usecases.campaigns.edit_campaign import clean_name, create_campaign
from chaland.usecases.sales.record_receipts import today_of_network

LAST_HOUR = 23
LONGEST_LINE = 80
TEMPLATE_SITE = "https://www.exemple.fr"
"""Where the links of templates lead until the shop writes its own."""


def create_journey(
    *, recipe: str, name: str, scope: Scope, now: datetime, author_id: int | None = None, channel: str = "email"
) -> Journey:
    """Begin a journey of what one looks at, by a recipe; it is off. channel: of each of its messages.

    Raises Refusal `journey_recipe_unknown`, `journey_survey_missing`, `name_missing`; what `create_campaign` raises.
    """
    if recipe not in RECIPES:
        raise Refusal("journey_recipe_unknown", field="recipe")
    plan = RECIPES[recipe]
    with one_writer(), transaction.atomic():
        journey = Journey.objects.create(
            name=clean_name(name),
            trigger=plan.trigger,
            options={**TRIGGERS[plan.trigger].options, **plan.options},
            store_id=scope.store_id,
            seed=secrets.token_hex(8),
            author_id=author_id,
            created_at=now,
            changed_at=now,
        )
        journey.steps = [_with_campaign(journey, one, channel, scope, now) for one in plan.steps]
        journey.save(update_fields=["steps"])
    return journey


def _with_campaign(
    journey: Journey, step: Mapping[str, Any], channel: str, scope: Scope, now: datetime
) -> Mapping[str, Any]:
    if step["do"] == rules.ASK:
        return {"do": rules.ASK, "survey": _some_survey(scope)}
    if step["do"] != rules.SEND:
        return step
    return {"do": rules.SEND, "campaign_id": _add_campaign(journey, channel, step["template"], scope, now).pk}


def _some_survey(scope: Scope) -> str:
    """Return the newest survey that takes answers. Raises Refusal `journey_survey_missing`."""
    newest = surveys(scope).filter(is_open=True).first()
    if newest is None:
        raise Refusal("journey_survey_missing", field="recipe")
    return newest.code


def _add_campaign(journey: Journey, channel: str, code: str, scope: Scope, now: datetime) -> Campaign:
    """Add what one step sends, with the words of a template where it names one."""
    number = journey.campaigns.count() + 1
    name = journey.name if number == 1 else f"{journey.name[:70]} ({number})"
    campaign = create_campaign(name=name, channel=channel, scope=scope, now=now, author_id=journey.author_id)
    campaign.journey, campaign.control_percent = journey, journey.control_percent
    campaign.save(update_fields=["journey", "control_percent"])
    for language, _label in settings.LANGUAGES:
        if said := template(channel, code, language):
            Content.objects.create(campaign=campaign, language=language, subject=said[0], body=said[1], changed_at=now)
    return campaign


def add_message(journey_id: int, *, channel: str, scope: Scope, now: datetime) -> Journey:
    """Add a message at the end of the steps. Raises as `change_journey`."""
    with one_writer(), transaction.atomic():
        journey = _own_off(journey_id, scope)
        if len(journey.steps) >= rules.MOST_STEPS:
            raise Refusal("journey_too_many_steps", limit=rules.MOST_STEPS)
        campaign = _add_campaign(journey, channel, "", scope, now)
        journey.steps = [*journey.steps, {"do": rules.SEND, "campaign_id": campaign.pk}]
        journey.save(update_fields=["steps"])
    return journey


def change_journey(
    journey_id: int,
    *,
    name: str,
    options: Mapping[str, Any],
    steps: Sequence[Mapping[str, Any]],
    segment_id: int | None,
    hour: int,
    control_percent: int,
    scope: Scope,
    now: datetime,
    thousand_cents: Cents = 0,
) -> Journey:
    """Change a journey that is off. A message that no step sends any more goes, unless it was sent to somebody.

    thousand_cents: what a thousand of its messages cost. Raises Refusal `name_missing`, `journey_hour`,
    `campaign_percent`, `campaign_cost`, `journey_message_twice` and those of `read_steps`; NotFound
    `segment_unknown`, `campaign_unknown`, `survey_unknown`; and as `own_journey`, Conflict `journey_is_on`.
    """
    read = read_steps(steps)
    if not 0 <= hour <= LAST_HOUR:
        raise Refusal("journey_hour", field="hour")
    if not 0 <= thousand_cents <= MOST_CENTS:
        raise Refusal("campaign_cost", field="thousand_cents")
    with one_writer(), transaction.atomic():
        journey = _own_off(journey_id, scope)
        sent = [one.campaign_id for one in read if one.do == rules.SEND]
        if len(set(sent)) != len(sent):
            raise Refusal("journey_message_twice")
        if not set(sent) <= set(journey.campaigns.values_list("pk", flat=True)):
            raise NotFound("campaign_unknown")
        for one in read:
            if one.segment_id:
                segment(one.segment_id, scope)
            if one.survey:
                survey(one.survey, scope)
        journey.name, journey.hour, journey.changed_at = clean_name(name), hour, now
        journey.options = _options(journey.trigger, options, scope)
        journey.segment = segment(segment_id, scope) if segment_id else None
        journey.control_percent = check_percent(control_percent)
        journey.steps = [one.plain() for one in read]
        journey.save()
        journey.campaigns.update(control_percent=journey.control_percent, thousand_cents=thousand_cents)
        _drop_unsent(journey, sent)
    return journey


def _options(trigger: str, given: Mapping[str, Any], scope: Scope) -> dict[str, Any]:
    """Return the options that a trigger takes. Raises Refusal `journey_wait`, NotFound `segment_unknown`."""
    kept = {name: given.get(name, known) for name, known in TRIGGERS[trigger].options.items()}
    for name in ("days", "nth"):
        if name in kept:
            rules.checked_days(kept[name], field=name)
    if "line" in kept:
        kept["line"] = str(kept["line"]).strip()[:LONGEST_LINE]
    if kept.get("segment_id"):
        segment(kept["segment_id"], scope)
    return kept


def _drop_unsent(journey: Journey, sent: Sequence[int | None]) -> None:
    for one in journey.campaigns.exclude(pk__in=[pk for pk in sent if pk]):
        if not Message.objects.filter(campaign=one).exists():
            one.delete()


def switch_on(journey_id: int, *, user: User | None, scope: Scope, now: datetime) -> Journey:
    """Have a journey run from today on. user: none for who works on the machine itself. Twice is once.

    Raises Forbidden `campaign_not_yours_to_launch`, Refusal `journey_not_ready` with the message that is not,
    Refusal `journey_without_sending`, `journey_segment_missing`, `journey_line_missing`, and as `own_journey`.
    """
    if user and not (may(user.role, LAUNCH_CAMPAIGNS) and may(user.role, APPROVE_CAMPAIGNS)):
        raise Forbidden("campaign_not_yours_to_launch")
    with one_writer(), transaction.atomic():
        lock_rows(Journey, [journey_id])
        journey = own_journey(journey_id, scope)
        if journey.is_on:
            return journey
        read_steps(journey.steps)
        if lacks := lacking(journey):
            raise lacks
        if unready := unready_messages(journey):
            raise Refusal("journey_not_ready", name=unready[0][0].name)
        standing.start(journey, since=today_of_network(now), now=now, launcher_id=user.pk if user else None)
    return journey


def lacking(journey: Journey) -> Refusal | None:
    """Return what its trigger must be told first: `journey_segment_missing` or `journey_line_missing`."""
    if journey.options.get("segment_id", 0) is None:
        return Refusal("journey_segment_missing", field="segment_id")
    return None if journey.options.get("line", "-") else Refusal("journey_line_missing", field="line")


def unready_messages(journey: Journey) -> list[tuple[Campaign, str]]:
    """Return the messages in which something must be put right first, and what.

    `content`; `offer` where a voucher is shown and none given; `link` where one still is the template's.
    """
    found = ((one, _unready(one)) for one in journey.campaigns.order_by("pk"))
    return [(one, why) for one, why in found if why]


def _unready(campaign: Campaign) -> str:
    remarks = check(campaign)
    if any(one.weight == STOPS for one in remarks):
        return "content"
    if any(one.code == "voucher_shown_without_offer" for one in remarks):
        return "offer"
    bodies = [parse(campaign.channel, one.body) for one in campaign.contents.all()]
    # Nobody looked at these words before: a journey begins with them.
    return "link" if any(url.startswith(TEMPLATE_SITE) for body in bodies for url in links_of(body)) else ""


def switch_off(journey_id: int, *, scope: Scope) -> Journey:
    """Have nobody enter or go on, and nothing more leave. Twice is once. Raises as `own_journey`."""
    with one_writer(), transaction.atomic():
        lock_rows(Journey, [journey_id])
        journey = own_journey(journey_id, scope)
        if journey.is_on:
            standing.stop(journey)
    return journey


def delete_journey(journey_id: int, *, scope: Scope) -> None:
    """Delete a journey that is off and wrote to nobody. Raises as `change_journey`, Conflict `journey_has_sent`."""
    with one_writer(), transaction.atomic():
        journey = _own_off(journey_id, scope)
        if Message.objects.filter(campaign__journey=journey).exists():
            raise Conflict("journey_has_sent")
        journey.campaigns.all().delete()
        journey.delete()


def _own_off(journey_id: int, scope: Scope) -> Journey:
    lock_rows(Journey, [journey_id])
    journey = own_journey(journey_id, scope)
    if journey.is_on:
        raise Conflict("journey_is_on")
    return journey
