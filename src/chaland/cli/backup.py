"""`chaland backup DIR`: the shop is saved while it works."""

import argparse
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.usecases.upkeep.back_up import back_up


def configure(parser: argparse.ArgumentParser) -> None:
    """Take where to."""
    parser.add_argument("folder", metavar="DIR", help=_("where backups are kept; each gets a folder of its own there"))


def run(options: argparse.Namespace) -> int:
    """Save, check, and tell where it lies."""
    saved = back_up(Path(options.folder), now=timezone.now())
    rows = sum(saved.counts.values())
    text = _("Saved and checked: {folder}, {rows} rows. Older backups dropped: {dropped}.")
    data = {"folder": str(saved.folder), "rows": rows, "counts": dict(saved.counts), "dropped": saved.dropped}
    console.result(data, text.format(folder=saved.folder, rows=rows, dropped=saved.dropped))
    return 0
