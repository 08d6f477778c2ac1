"""`chaland retention run`: what was kept long enough goes."""

import argparse

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.kernel.numbers import format_number
from chaland.sentences.rights.words import KINDS, duration
from chaland.usecases.rights.ask_to_stay import ask_to_stay
from chaland.usecases.rights.keep_no_longer import days_kept
from chaland.usecases.rights.keep_no_longer import run as look


def configure(parser: argparse.ArgumentParser) -> None:
    """Take what to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="run")
    running = actions.add_parser("run", help=_("do away with what is too old"))
    running.add_argument("--dry-run", action="store_true", help=_("only count it"))


def run(options: argparse.Namespace) -> int:
    """Ask those whose time is nearly over, look through every row of the table, and tell how much went."""
    asked = 0 if options.dry_run else ask_to_stay(now=timezone.now())
    found = look(now=timezone.now(), dry_run=options.dry_run)
    days, language = days_kept(), get_language() or "fr"
    begun = _("Kept long enough, would go:") if options.dry_run else _("Kept long enough, gone:")
    rows = [
        f"{format_number(count, language):>9}  {KINDS[code]}, {duration(days[code])}" for code, count in found.items()
    ]
    asking = _("{count} customers asked whether they stay.").format(count=asked)
    lines = [begun, *rows, _("Dry run: nothing was written.") if options.dry_run else asking]
    told = {"dry_run": options.dry_run, "found": found, "days": dict(days), "asked_to_stay": asked}
    console.result(told, "\n".join(lines))
    return 0
