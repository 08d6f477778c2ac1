"""`chaland mail send|list|news`: what leaves by mail, and where providers tell what became of it."""

import argparse
from collections.abc import Callable, Mapping
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.console import Failure
from chaland.messages import queries
from chaland.messages.transport import configured
from chaland.usecases.campaigns.news_addresses import news_address
from chaland.usecases.upkeep import deliver_mail

_Answer = tuple[Mapping[str, Any], str]


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="send|list|news")
    send = actions.add_parser("send", help=_("send the mails that wait"))
    send.add_argument("--again", action="store_true", help=_("those set aside too"))
    news = actions.add_parser("news", help=_("tell the address to give to a provider"))
    news.add_argument("provider", metavar="PROVIDER", help=_("its name, such as brevo, or sms"))
    actions.add_parser("list", help=_("count the mails by what has become of them"))


def run(options: argparse.Namespace) -> int:
    """Do it."""
    actions: dict[str, Callable[[argparse.Namespace], _Answer]] = {"send": _send, "list": _list, "news": _news}
    data, text = actions[options.action](options)
    console.result(data, text)
    return 0


def _send(options: argparse.Namespace) -> _Answer:
    transport = configured()
    if transport is None:
        raise Failure(_("No mail server is named: set EMAIL_URL."), code="no_mail_server")
    if options.again:
        deliver_mail.let_go_again(now=timezone.now())
    outcomes = deliver_mail.deliver_waiting(clock=timezone.now, transport=transport)
    return outcomes, _("{sent} sent, {refused} refused, {later} left for later, {dropped} dropped").format(**outcomes)


def _list(options: argparse.Namespace) -> _Answer:
    counts = queries.counts()
    return counts, "\n".join(f"{count:>8}  {state}" for state, count in counts.items())


def _news(options: argparse.Namespace) -> _Answer:
    address = news_address(options.provider)
    return {"address": address}, address
