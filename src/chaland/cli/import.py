# ruff: noqa: N999 - the command is called so
"""`chaland import FILE`: reads a file of customers or receipts; `chaland import undo ID` takes one back."""

import argparse
import gc
import resource
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from chaland.cli import console
from chaland.cli.console import Failure
from chaland.sentences import sentence
from chaland.usecases.import_customers import import_customers
from chaland.usecases.import_receipts import import_receipts
from chaland.usecases.import_run import Imported
from chaland.usecases.undo_import import Undone, undo_import

KINDS = {"customers": import_customers, "receipts": import_receipts}
SHOWN_ERRORS = 20
USAGE = 2
# Kilobytes on Linux, bytes on macOS.
PEAK_UNIT = 1024 if sys.platform != "darwin" else 1
MEGABYTE = 1_000_000
# A batch keeps tens of thousands of objects to its end; looking for cycles among them took a tenth of the time.
GARBAGE_THRESHOLD = 100_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the file and how to read it, or the import to take back."""
    parser.add_argument("file", metavar="FILE", help=_("CSV in UTF-8 or Parquet; or “undo” to take an import back"))
    parser.add_argument("import_id", metavar="ID", type=int, nargs="?", help=_("with “undo”: the number of the import"))
    parser.add_argument("--kind", choices=sorted(KINDS), help=_("what the file holds"))
    parser.add_argument("--store", default="", metavar="CODE", help=_("the store that all of it belongs to"))
    parser.add_argument("--mapping", type=Path, metavar="FILE", help=_("TOML file that names the columns"))
    parser.add_argument("--dry-run", action="store_true", help=_("check everything, write nothing"))


def run(options: argparse.Namespace) -> int:
    """Import or undo, and print what came of it."""
    if options.file == "undo" and options.import_id is not None:
        return _undo(options.import_id)
    if options.kind is None or options.import_id is not None:
        raise Failure(_("Say what the file holds: --kind customers or --kind receipts."), code="usage", exit_code=USAGE)
    gc.set_threshold(GARBAGE_THRESHOLD)
    begun = time.monotonic()
    imported = KINDS[options.kind](
        Path(options.file),
        now=timezone.now(),
        watch=lambda rows: console.progress(_("Rows"), total=rows),
        store=options.store,
        mapping=options.mapping,
        dry_run=options.dry_run,
    )
    data = as_json(imported, options.kind, time.monotonic() - begun)
    console.result(data, _told(data, imported))
    return 0


def as_json(imported: Imported, kind: str, seconds: float) -> dict[str, Any]:
    """Return the line that ends an import."""
    tally = imported.tally
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * PEAK_UNIT
    return {
        "import": imported.import_id,
        "kind": kind,
        "rows": tally.rows,
        "created": tally.created,
        "replayed": tally.replayed,
        "conflicts": tally.conflicts,
        "rejected": tally.rejected,
        "errors": [
            {"row": one.row, "code": one.refusal.code, "column": one.refusal.field, "message": sentence(one.refusal)}
            for one in tally.errors
        ],
        "ignored_columns": list(imported.ignored),
        "dry_run": imported.import_id is None,
        "seconds": round(seconds, 2),
        "peak_memory_mb": round(peak / MEGABYTE, 1),
    }


def _told(data: Mapping[str, Any], imported: Imported) -> str:
    counts = _("{rows} rows: {created} new, {replayed} already there, {conflicts} in conflict, {rejected} rejected.")
    lines = [counts.format(**data)]
    lines += [
        _("Row {row}: {message}").format(row=one["row"], message=one["message"])
        for one in data["errors"][:SHOWN_ERRORS]
    ]
    if len(data["errors"]) > SHOWN_ERRORS:
        lines.append(_("More rows have errors; --json lists the first thousand."))
    if imported.ignored:
        lines.append(_("Columns not read: {names}").format(names=", ".join(imported.ignored)))
    if imported.import_id is None:
        lines.append(_("Dry run: nothing was written."))
    elif data["created"]:
        lines.append(_("To take it back: chaland import undo {number}").format(number=imported.import_id))
    return "\n".join(lines)


def _undo(import_id: int) -> int:
    undone: Undone = undo_import(import_id, now=timezone.now())
    text = _("Taken back: {receipts} receipts, {customers} customers, {interactions} contacts; {kept} customers kept.")
    data = {"import": import_id, **asdict(undone)}
    console.result(data, text.format(**data))
    return 0
