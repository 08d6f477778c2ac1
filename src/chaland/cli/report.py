"""`chaland report refresh`: works out anew what the screens keep."""

import argparse

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.usecases.refresh_findings import refresh_findings


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="refresh")
    actions.add_parser("refresh", help=_("work out anew what to expect of customers and the kinds they are of"))


def run(options: argparse.Namespace) -> int:
    """Do it."""
    refresh_findings(now=timezone.now())
    console.result({"refreshed": True}, _("What the screens keep is up to date."))
    return 0
