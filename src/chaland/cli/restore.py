"""`chaland restore DIR`: a backup takes the place of the database."""

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.tables import bring_up_to_date
from chaland.messages.queries import counts
from chaland.usecases.upkeep.restore_backup import (
    Gap,
    chosen,
    erase_since,
    gaps,
    put_back,
    refuse_since,
    set_aside_mails,
)


def configure(parser: argparse.ArgumentParser) -> None:
    """Take which backup."""
    parser.add_argument("folder", metavar="DIR", help=_("a backup, or the folder of backups for the latest one"))
    parser.add_argument("--yes", action="store_true", help=_("go on though receipts of today’s database are lost"))
    parser.add_argument(
        "--erasures",
        action="store_true",
        help=_("put nothing back: erase and refuse again what the journals name, set mails aside, as after pg_restore"),
    )


def run(options: argparse.Namespace) -> int:
    """Check the backup, put it back; erase again whom the shop erased since, and keep the noes said since."""
    if options.erasures:
        set_aside_mails()
        return _tell(None, ())
    folder = chosen(Path(options.folder))
    lost = gaps(folder)
    if lost and not options.yes:
        sentence = _("{count} receipts came after this backup and would be lost ({tills}). Go on with --yes.")
        count = sum(gap.receipts for gap in lost)
        raise console.Failure(sentence.format(count=count, tills=_tills(lost)), code="receipts_would_be_lost")
    put_back(folder)
    bring_up_to_date()
    return _tell(folder, lost)


def _tell(folder: Path | None, lost: Sequence[Gap]) -> int:
    erased, refused = erase_since(folder, now=timezone.now()), refuse_since(folder, now=timezone.now())
    aside = counts()["parked"]
    lines = [_("Restored: {folder}.").format(folder=folder)] if folder else []
    if lost:
        lines.append(_("Have these tills send their receipts again: {tills}.").format(tills=_tills(lost)))
    lines.append(_("Customers erased again: {count}.").format(count=erased))
    lines.append(_("Refusals and withdrawals written down again: {count}.").format(count=refused))
    if aside:
        lines.append(_("{count} mails set aside: they may have left already. Decide under Mails.").format(count=aside))
    data = {
        "folder": folder and str(folder), "lost": [asdict(gap) for gap in lost], "erased_again": erased,
        "refused_again": refused, "mails_set_aside": aside,
    }  # fmt: skip
    console.result(data, "\n".join(lines))
    return 0


def _tills(lost: Sequence[Gap]) -> str:
    return ", ".join(f"{gap.store}/{gap.till}: {gap.receipts}" for gap in lost)
