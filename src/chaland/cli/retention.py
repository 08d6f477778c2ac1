"""`chaland retention run`: what was kept long enough goes."""

import argparse

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.usecases.keep_no_longer import days_kept
from chaland.usecases.keep_no_longer import run as look


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="run")
    running = actions.add_parser("run", help=_("do away with what is too old"))
    running.add_argument("--dry-run", action="store_true", help=_("only count it"))


def run(options: argparse.Namespace) -> int:
    """Look through every row of the table, and tell how much went."""
    found = look(now=timezone.now(), dry_run=options.dry_run)
    days = days_kept()
    lines = [
        f"{code:<16} {count:>8}  {_('after {days} days').format(days=days[code])}" for code, count in found.items()
    ]
    console.result({"dry_run": options.dry_run, "found": found, "days": dict(days)}, "\n".join(lines))
    return 0
