"""One import of one file: counted as it goes, gone on with where it stopped."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any, TypeAlias

from django.db import IntegrityError, transaction

from chaland.database.locks import one_writer
from chaland.journal import queries, services
from chaland.journal.models import ImportRun
from chaland.kernel.errors import Conflict, Refusal
from chaland.usecases.imports.import_table import Table

MOST_ERRORS = 1000
RACES_TRIED = 3
COUNTS = (
    "rows", "created", "updated", "replayed", "conflicts", "rejected", "consents", "undated", "objected", "erased",
    "alike",
)  # fmt: skip

Watch: TypeAlias = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""Told the number of rows once the file is checked; what it gives is told the rows taken since the last call."""


@dataclass(frozen=True, slots=True)
class RowError:
    """What was wrong with one row; the others went on."""

    row: int
    refusal: Refusal


@dataclass(slots=True)
class Tally:
    """What became of the rows taken so far. errors: the first `MOST_ERRORS`.

    Of a file of customers besides: updated, those known that it completed; consents written down, undated ones that
    count for nothing, those of addresses on the objection list; erased, people refused as they were erased here;
    alike, rows that are probably somebody already there, whatever became of them, and the first `MOST_ERRORS` of them
    in `likenesses`, as `import_alike.Alike.as_json` tells them; remarks, how many of each kind a check made.
    """

    rows: int = 0
    created: int = 0
    updated: int = 0
    replayed: int = 0
    conflicts: int = 0
    rejected: int = 0
    consents: int = 0
    undated: int = 0
    objected: int = 0
    erased: int = 0
    alike: int = 0
    likenesses: list[dict[str, Any]] = field(default_factory=list)
    remarks: dict[str, int] = field(default_factory=dict)
    errors: list[RowError] = field(default_factory=list)

    def count(self, status: str, row: int, refusal: Refusal | None = None) -> None:
        """Count one receipt or customer: created, updated, replayed, conflict or rejected."""
        name = "conflicts" if status == "conflict" else status
        setattr(self, name, getattr(self, name) + 1)
        if refusal and len(self.errors) < MOST_ERRORS:
            self.errors.append(RowError(row, refusal))

    def count_alike(self, told: dict[str, Any]) -> None:
        """Count a row that is probably somebody already there."""
        self.alike += 1
        if len(self.likenesses) < MOST_ERRORS:
            self.likenesses.append(told)

    def as_json(self) -> dict[str, Any]:
        """Return it as the journal keeps it."""
        errors = [
            {"row": one.row, "code": one.refusal.code, "field": one.refusal.field, "params": _plain(one.refusal.params)}
            for one in self.errors
        ]
        counts = {name: getattr(self, name) for name in COUNTS}
        return {**counts, "remarks": self.remarks, "errors": errors, "likenesses": self.likenesses}


def tally_of(outcome: dict[str, Any]) -> Tally:
    """Return the tally that the journal kept."""
    errors = [
        RowError(one["row"], Refusal(one["code"], field=one["field"], **one["params"]))
        for one in outcome.get("errors", [])
    ]
    counts = {name: outcome.get(name, 0) for name in COUNTS}
    told = {"remarks": outcome.get("remarks", {}), "likenesses": outcome.get("likenesses", [])}
    return Tally(**counts, **told, errors=errors)


def _plain(params: dict[str, object]) -> dict[str, object]:
    return {name: value if isinstance(value, str | int) else str(value) for name, value in params.items()}


@dataclass(frozen=True, slots=True)
class Imported:
    """How an import ended. import_id: None after a dry run. repeated: the same file had been imported before."""

    import_id: int | None
    tally: Tally
    repeated: bool
    ignored: tuple[str, ...]


@dataclass(slots=True)
class Run:
    """An import under way. `record` is None in a dry run, which writes nothing."""

    record: ImportRun | None
    tally: Tally
    done: int
    repeated: bool

    @property
    def pk(self) -> int | None:
        return self.record.pk if self.record else None

    def batch(self, write: Callable[[], None], rows: int) -> None:
        """Write one batch and count its rows, both or neither. In a dry run all of it is taken back.

        Raises Conflict `import_goes_on_elsewhere` when another process has taken rows of the same run meanwhile.
        """
        before = self.tally
        for attempt in range(1, RACES_TRIED + 1):
            copies: dict[str, Any] = {
                "errors": [*before.errors],
                "likenesses": [*before.likenesses],
                "remarks": {**before.remarks},
            }
            self.tally = replace(before, **copies)
            try:
                self._batch(write, rows)
            except IntegrityError:
                # A till wrote the same product or customer first; now it can be seen.
                if attempt == RACES_TRIED:
                    raise
            else:
                break
        self.done += rows

    def _batch(self, write: Callable[[], None], rows: int) -> None:
        with one_writer(), transaction.atomic():
            write()
            self.tally.rows += rows
            if self.record is None:
                transaction.set_rollback(True)
            elif not services.advance(self.record, since=self.done, by=rows, outcome=self.tally.as_json()):
                raise Conflict("import_goes_on_elsewhere")

    def end(self, table: Table, *, now: datetime) -> Imported:
        """Close the run and return how it went."""
        if self.record:
            services.finish(self.record, outcome=self.tally.as_json(), now=now)
        return Imported(self.pk, self.tally, self.repeated, table.ignored)


def begin(table: Table, *, kind: str, mapping_digest: str, now: datetime, dry_run: bool, file_name: str = "") -> Run:
    """Open a run, or go on with the one that stopped in the middle of the same file.

    file_name: of the file that people know, where the table is a copy of it.
    """
    told = {"kind": kind, "file_hash": table.digest, "mapping_hash": mapping_digest}
    repeated = queries.was_imported(**told)
    if dry_run:
        return Run(None, Tally(), 0, repeated)
    with transaction.atomic():
        record = queries.unfinished(**told) or services.start(
            **told, file_name=_file_name(Path(file_name) if file_name else table.path), now=now
        )
    return Run(record, tally_of(record.outcome), record.rows_done, repeated)


def _file_name(path: Path) -> str:
    return path.name.encode(errors="replace").decode()[-255:]
