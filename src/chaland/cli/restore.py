"""`chaland restore DIR`: a backup takes the place of the database."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.tables import bring_up_to_date
from chaland.usecases.restore_backup import Gap, chosen, erase_since, gaps, put_back


def configure(parser: argparse.ArgumentParser) -> None:
    """Take which backup."""
    parser.add_argument("folder", metavar="DIR", help=_("a backup, or the folder of backups for the latest one"))
    parser.add_argument("--yes", action="store_true", help=_("go on though receipts of today’s database are lost"))
    parser.add_argument(
        "--erasures",
        action="store_true",
        help=_("put nothing back: only erase again whom the journal names, as after pg_restore"),
    )


def run(options: argparse.Namespace) -> int:
    """Check the backup, put it back, and erase again whom the shop has erased since."""
    if options.erasures:
        return _tell(None, (), erase_since(None, now=timezone.now()))
    folder = chosen(Path(options.folder))
    lost = gaps(folder)
    if lost and not options.yes:
        sentence = _("{count} receipts came after this backup and would be lost ({tills}). Go on with --yes.")
        count = sum(gap.receipts for gap in lost)
        raise console.Failure(sentence.format(count=count, tills=_tills(lost)), code="receipts_would_be_lost")
    put_back(folder)
    bring_up_to_date()
    return _tell(folder, lost, erase_since(folder, now=timezone.now()))


def _tell(folder: Path | None, lost: Sequence[Gap], erased: int) -> int:
    lines = [_("Restored: {folder}.").format(folder=folder)] if folder else []
    if lost:
        lines.append(_("Have these tills send their receipts again: {tills}.").format(tills=_tills(lost)))
    lines.append(_("{count} customers erased again.").format(count=erased))
    data = {"folder": folder and str(folder), "lost": [asdict(gap) for gap in lost], "erased_again": erased}
    console.result(data, "\n".join(lines))
    return 0


def _tills(lost: Sequence[Gap]) -> str:
    return ", ".join(f"{gap.store}/{gap.till}: {gap.receipts}" for gap in lost)
