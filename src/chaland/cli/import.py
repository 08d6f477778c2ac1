# ruff: noqa: N999 - the command is called so
"""`chaland import FILE`: reads a file of customers or receipts; `chaland import undo ID` takes one back.

A file of customers that is not clean CSV with our own headings is understood first, as on the screen.
"""

import argparse
import csv
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
from chaland.sentences.duplicates import reasons_told
from chaland.sentences.imports import undo_said, undone_said
from chaland.usecases.imports.import_carts import import_carts
from chaland.usecases.imports.import_customers import import_customers
from chaland.usecases.imports.import_file import (
    Choices,
    Taken,
    by_heading,
    import_file,
    needs_understanding,
    understood,
)
from chaland.usecases.imports.import_points import import_points
from chaland.usecases.imports.import_receipts import import_receipts
from chaland.usecases.imports.import_recipe import ALIKE, CREATE, KEYS, MODES, questions
from chaland.usecases.imports.import_run import Imported
from chaland.usecases.imports.undo_import import foresee_undo, undo_import

KINDS = {"customers": import_customers, "receipts": import_receipts, "carts": import_carts, "points": import_points}
SHOWN_ERRORS = 20
USAGE = 2
# Kilobytes on Linux, bytes on macOS.
PEAK_UNIT = 1024 if sys.platform != "darwin" else 1
MEGABYTE = 1_000_000
# A batch keeps a hundred thousand objects to its end; looking for cycles among them took a tenth of the time.
GARBAGE_THRESHOLD = 300_000


def configure(parser: argparse.ArgumentParser) -> None:
    """Take the file and how to read it, or the import to take back."""
    parser.add_argument(
        "file", metavar="FILE", help=_("CSV, spreadsheet, vCard or Parquet; or “undo” to take an import back")
    )
    parser.add_argument("import_id", metavar="ID", type=int, nargs="?", help=_("with “undo”: the number of the import"))
    parser.add_argument(
        "--yes", action="store_true", help=_("with “undo”: take it back; without it, only say what goes")
    )
    parser.add_argument("--kind", choices=sorted(KINDS), help=_("what the file holds"))
    parser.add_argument("--store", default="", metavar="CODE", help=_("the store that all of it belongs to"))
    parser.add_argument("--mapping", type=Path, metavar="FILE", help=_("TOML file that names the columns"))
    parser.add_argument("--dry-run", action="store_true", help=_("check everything, write nothing"))
    parser.add_argument("--look", action="store_true", help=_("only say what is understood of a file of customers"))
    parser.add_argument("--sheet", default="", metavar="NAME", help=_("the sheet of a spreadsheet to read"))
    parser.add_argument("--dates", choices=("day-first", "month-first"), help=_("how the file writes 03/04/1980"))
    parser.add_argument("--accents", choices=("repair", "keep"), help=_("what to do about “RenÃ©”"))
    parser.add_argument("--no-headings", action="store_true", help=_("the first row is a customer already"))
    parser.add_argument("--split", action="store_true", help=_("take both of two numbers or addresses in one cell"))
    parser.add_argument("--lenient", action="store_true", help=_("take people in without a cell that cannot be read"))
    parser.add_argument(
        "--mode", choices=MODES, default=CREATE, help=_("create new customers, update known ones, or both")
    )
    parser.add_argument(
        "--key", choices=KEYS, action="append", help=_("by what a known customer is recognised; repeatable")
    )
    parser.add_argument(
        "--alike",
        choices=ALIKE,
        default=CREATE,
        help=_("rows that are probably somebody there already: create them, update who it is if sure, or leave out"),
    )
    parser.add_argument("--source", default="", metavar="TEXT", help=_("where these people come from"))
    parser.add_argument("--rejects", type=Path, metavar="FILE", help=_("write the rows left out there, with why"))


def run(options: argparse.Namespace) -> int:
    """Import or undo, and print what came of it."""
    if options.file == "undo" and options.import_id is not None:
        return _undo(options.import_id, sure=options.yes)
    if options.kind is None or options.import_id is not None:
        raise Failure(
            _("Say what the file holds: --kind customers, receipts, carts or points."), code="usage", exit_code=USAGE
        )
    gc.freeze()
    gc.set_threshold(GARBAGE_THRESHOLD)
    if options.kind == "customers":
        choices = _choices(options)
        if options.look:
            return _look(Path(options.file), choices)
        if needs_understanding(Path(options.file), choices):
            return _any_file(options, choices)
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


def _choices(options: argparse.Namespace) -> Choices:
    return Choices(
        store=options.store,
        mapping=options.mapping,
        sheet=options.sheet,
        month_first=options.dates and options.dates == "month-first",
        repair=options.accents and options.accents == "repair",
        headingless=options.no_headings or None,
        split=options.split,
        lenient=options.lenient,
        mode=options.mode,
        keys=tuple(options.key or ()),
        alike=options.alike,
        source=options.source,
    )


def _look(path: Path, choices: Choices) -> int:
    """Say what is understood of a file, and what is to be decided before it is taken in."""
    with understood(path, choices) as file:
        told, recipe = file.understanding, file.recipe
    data: dict[str, Any] = {
        "format": told.format,
        "encoding": told.encoding,
        "delimiter": told.delimiter,
        "sheet": told.sheet,
        "header_row": told.header_row,
        "rows": told.rows,
        "left_out": [list(one) for one in told.left_out],
        "preset": told.preset,
        "columns": by_heading(recipe, told),
        "questions": questions(told, recipe),
    }
    lines = [f"{name}: {value}" for name, value in data.items() if name != "columns"]
    lines += [f"  {heading} → {name or '–'}" for heading, name in data["columns"].items()]
    console.result(data, "\n".join(lines))
    return 0


def _any_file(options: argparse.Namespace, choices: Choices) -> int:
    begun = time.monotonic()
    taken = import_file(
        Path(options.file),
        choices,
        now=timezone.now(),
        watch=lambda rows: console.progress(_("Rows"), total=rows),
        dry_run=options.dry_run,
        tells_out=bool(options.rejects),
    )
    if options.rejects:
        _write_rejects(options.rejects, taken)
    data = as_json(taken.imported, "customers", time.monotonic() - begun)
    data |= _of_customers(taken)
    console.result(data, _told(data, taken.imported))
    return 0


def _of_customers(taken: Taken) -> dict[str, Any]:
    """Return what is told of a file of customers besides."""
    tally = taken.imported.tally
    return {
        "updated": tally.updated,
        "consents": tally.consents,
        "consents_without_day_or_source": tally.undated,
        "consents_objected": tally.objected,
        "erased": tally.erased,
        "alike": tally.alike,
        "likenesses": [{**one, "reasons_told": reasons_told(" ".join(one["reasons"]))} for one in tally.likenesses],
        "remarks": tally.remarks,
        "columns": by_heading(taken.recipe, taken.understanding),
    }


def _write_rejects(path: Path, taken: Taken) -> None:
    """Write the rows that stayed out as the file has them, with a last column that says why."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=taken.understanding.delimiter or ";")
        writer.writerow([*taken.understanding.headings, _("Why it was left out")])
        writer.writerows([*cells, sentence(line.refusal) if line.refusal else ""] for line, cells in taken.out)


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
    if data.get("updated"):
        lines.append(_("Completed: {updated} customers already known.").format(**data))
    if data.get("alike"):
        told = _("Probably somebody already there: {alike} rows; `chaland duplicates list` shows those created.")
        lines.append(told.format(**data))
    if data.get("consents") or data.get("consents_without_day_or_source") or data.get("consents_objected"):
        told = _(
            "Consents: {consents} written, {consents_without_day_or_source} without day or source, "
            "{consents_objected} objected to."
        )
        lines.append(told.format(**data))
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
    elif data["created"] or data.get("updated"):
        lines.append(_("To take it back: chaland import undo {number}").format(number=imported.import_id))
    return "\n".join(lines)


def _undo(import_id: int, *, sure: bool) -> int:
    if not sure:
        told = " ".join(undo_said(foresee_undo(import_id)))
        raise Failure(f"{told} {_('Nothing was done yet: go on with --yes.')}", code="undo_not_confirmed")
    undone = undo_import(import_id, now=timezone.now(), watch=lambda rows: console.progress(_("Rows"), total=rows))
    data = {"import": import_id, **asdict(undone)}
    console.result(data, undone_said(undone))
    return 0
