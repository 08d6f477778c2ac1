"""`chaland campaign list|show|check|send|lists|pause|resume|cancel|again|let-be`: campaigns from the command line."""

import argparse
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.accounts.rules import EVERYWHERE
from chaland.campaigns import queries
from chaland.campaigns.models import Campaign
from chaland.campaigns.rules.states import PUT_OFF
from chaland.cli import console
from chaland.sentences.campaigns.lists import told_of
from chaland.sentences.campaigns.words import OBSTACLES, reason, state_of
from chaland.usecases.campaigns import launch_campaign as acts
from chaland.usecases.campaigns.carry_campaigns import carry_campaigns
from chaland.usecases.campaigns.check_campaign import check_campaign
from chaland.usecases.campaigns.follow_lists import follow_lists

_Answer = tuple[Mapping[str, Any], str]


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do, and with which campaign."""
    taken = console.take_actions(parser, _actions(), "campaign", _("number of a campaign"))
    lists = taken["lists"]
    lists.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))
    lists.add_argument("list", type=int, nargs="?", metavar="LIST", help=_("number of a list in the file"))
    taken["again"].add_argument("--put-off", action="store_true", help=_("those that the mail server put off instead"))
    despite = _("although the sender\u2019s domain does not vouch for it")
    taken["launch"].add_argument("--despite-sender", action="store_true", help=despite)


def run(options: argparse.Namespace) -> int:
    """Do it."""
    data, text = options.do(options)
    console.result(data, text)
    return 0


def _list(_options: argparse.Namespace) -> _Answer:
    every = [_plain(one) for one in queries.campaigns(EVERYWHERE)]
    lines = [f"{one['id']:>6}  {one['state']:<10} {one['channel']:<6} {one['name']}" for one in every]
    return {"campaigns": every}, "\n".join(lines) or _("There is no campaign yet.")


def _show(options: argparse.Namespace) -> _Answer:
    one = queries.campaign(options.campaign, EVERYWHERE)
    return _told(one)


def _told(one: Campaign) -> _Answer:
    counts, held = queries.counts(one.pk), queries.reasons(one.pk)
    lines = [f"{one.name}: {state_of(one)}", *(f"{count:>8}  {state}" for state, count in counts.items())]
    lines += [f"{count:>8}  {reason(code)}" for code, count in {**one.left_out, **held}.items()]
    return {**_plain(one), "messages": counts, "left_out": one.left_out, "held_back": held}, "\n".join(lines)


def _check(options: argparse.Namespace) -> _Answer:
    found = check_campaign(queries.campaign(options.campaign, EVERYWHERE), now=timezone.now())
    look = found.look
    said = [str(OBSTACLES[code]) for code in found.obstacles]
    text = _("{reached} messages, {alone} left alone, of {meant}").format(
        reached=look.reached, alone=look.alone, meant=look.meant
    )
    data = {
        "reached": look.reached,
        "alone": look.alone,
        "meant": look.meant,
        "left_out": look.left_out,
        "cost_cents": look.cost_cents,
        "is_estimate": look.is_estimate,
        "obstacles": list(found.obstacles),
    }
    return data, "\n".join([text, *said])


def _send(options: argparse.Namespace) -> _Answer:
    found = carry_campaigns(clock=timezone.now, only=options.campaign or None)
    said = _("{frozen} audiences frozen; {sent} sent, {held_back} held back, {failed} refused, {unknown} not known")
    return found, said.format(**found)


def _lists(options: argparse.Namespace) -> _Answer:
    found = follow_lists(only=options.list, is_dry=options.dry_run)
    lines = [f"{number}: {told_of(one)}" for number, one in found.items()]
    return {"lists": {number: asdict(one) for number, one in found.items()}}, "\n".join(lines) or _("No list follows.")


def _launch(options: argparse.Namespace) -> _Answer:
    now, despite = timezone.now(), options.despite_sender
    return _told(acts.launch_campaign(options.campaign, user=None, scope=EVERYWHERE, now=now, despite_sender=despite))


def _pause(options: argparse.Namespace) -> _Answer:
    return _told(acts.pause_campaign(options.campaign, scope=EVERYWHERE))


def _resume(options: argparse.Namespace) -> _Answer:
    return _told(acts.resume_campaign(options.campaign, scope=EVERYWHERE))


def _cancel(options: argparse.Namespace) -> _Answer:
    return _told(acts.cancel_campaign(options.campaign, scope=EVERYWHERE, now=timezone.now()))


def _again(options: argparse.Namespace) -> _Answer:
    meant = PUT_OFF if options.put_off else ""
    acts.send_again(options.campaign, reason=meant, scope=EVERYWHERE, now=timezone.now())
    return _show(options)


def _let_be(options: argparse.Namespace) -> _Answer:
    acts.let_be(options.campaign, scope=EVERYWHERE)
    return _show(options)


def _plain(one: Campaign) -> dict[str, Any]:
    return {
        "id": one.pk,
        "name": one.name,
        "channel": one.channel,
        "state": one.state,
        "segment_id": one.segment_id,
        "store": one.store.code if one.store else None,
        "starts_at": one.starts_at.isoformat() if one.starts_at else None,
    }


def _actions() -> Mapping[str, console.Action]:
    return {
        "list": console.Action(_list, _("list the campaigns, the latest first"), ""),
        "send": console.Action(_send, _("freeze the audiences whose moment has come, send what waits"), "*"),
        "lists": console.Action(_lists, _("bring the lists at another mailer up to date, both ways"), ""),
        "show": console.Action(_show, _("say how far a campaign is")),
        "check": console.Action(_check, _("say what stands in the way of a draft")),
        "launch": console.Action(_launch, _("have a draft leave at its moment")),
        "pause": console.Action(_pause, _("have no more messages leave")),
        "resume": console.Action(_resume, _("go on with a paused campaign")),
        "cancel": console.Action(_cancel, _("have nothing more leave, for good")),
        "again": console.Action(_again, _("send again the messages of which nobody knows whether they left")),
        "let-be": console.Action(_let_be, _("leave those messages at that")),
    }
