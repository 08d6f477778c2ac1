"""`chaland journey list|show|simulate|on|off|run`: journeys from the command line."""

import argparse
from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import journey_list
from chaland.campaigns.models import Journey
from chaland.cli import console
from chaland.kernel.money import format_euros
from chaland.usecases.journeys import edit_journey as acts
from chaland.usecases.journeys.run_journeys import run_journeys
from chaland.usecases.journeys.simulate_journey import simulate_journey

_Answer = tuple[Mapping[str, Any], str]


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and with which journey."""
    console.take_actions(parser, _actions(), "journey", _("number of a journey"))


def run(options: argparse.Namespace) -> int:
    """Do it."""
    data, text = options.do(options)
    console.result(data, text)
    return 0


def _list(_options: argparse.Namespace) -> _Answer:
    every = [_plain(one) for one in journey_list.journeys(EVERYWHERE)]
    lines = [f"{one['id']:>6}  {_('on') if one['is_on'] else _('off'):<6} {one['name']}" for one in every]
    return {"journeys": every}, "\n".join(lines) or _("There is no journey yet.")


def _show(options: argparse.Namespace) -> _Answer:
    return _told(journey_list.journey(options.journey, EVERYWHERE))


def _told(one: Journey) -> _Answer:
    counts, sent = journey_list.passages_of([one.pk])[one.pk], journey_list.sent_of([one.pk]).get(one.pk, 0)
    lines = [one.name, *(f"{count:>8}  {state}" for state, count in {**counts, "sent": sent}.items())]
    return {**_plain(one), "people": counts, "sent": sent}, "\n".join(lines)


def _simulate(options: argparse.Namespace) -> _Answer:
    found = simulate_journey(journey_list.journey(options.journey, EVERYWHERE), now=timezone.now())
    text = _("{entered} entries of {people} people, {messages} messages, {cost}").format(
        entered=found.entered,
        people=found.people,
        messages=found.messages,
        cost=format_euros(found.cost_cents, get_language() or "fr"),
    )
    data = {
        "first": found.first.isoformat(),
        "last": found.last.isoformat(),
        "tells": found.tells,
        "entered": found.entered,
        "people": found.people,
        "messages": found.messages,
        "cost_cents": found.cost_cents,
        "is_estimate": found.is_estimate,
    }
    return data, text


def _on(options: argparse.Namespace) -> _Answer:
    return _told(acts.switch_on(options.journey, user=None, scope=EVERYWHERE, now=timezone.now()))


def _off(options: argparse.Namespace) -> _Answer:
    return _told(acts.switch_off(options.journey, scope=EVERYWHERE))


def _run(options: argparse.Namespace) -> _Answer:
    found = run_journeys(clock=timezone.now, only=options.journey or None)
    said = _("{entered} entered, {messages} messages written down, {alone} left alone, {left} left before the end")
    return found, said.format(**found)


def _plain(one: Journey) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "trigger": one.trigger,
        "is_on": one.is_on,
        "since_on": one.since_on.isoformat() if one.since_on else None,
        "store": one.store.code if one.store else None,
    }


def _actions() -> Mapping[str, console.Action]:
    return {
        "list": console.Action(_list, _("list the journeys"), ""),
        "run": console.Action(_run, _("have people enter and go on in the journeys that are on"), "*"),
        "show": console.Action(_show, _("say how many entered a journey, and where they are")),
        "simulate": console.Action(
            _simulate, _("say who would have entered over the last twelve months, and at what cost")
        ),
        "on": console.Action(_on, _("switch a journey on, from today")),
        "off": console.Action(_off, _("switch a journey off: nothing more leaves")),
    }
