"""The Delta tables of the lake: one folder each, below the folder of their generation."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from deltalake import CommitProperties, DeltaTable, Transaction, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from django.conf import settings

from chaland.warehouse.fact import Fact

WRITER = "chaland"
# Small files keep the rewriting of a few rows short; they are read together.
FILE_BYTES = 8 * 1024 * 1024
IDS_AT_ONCE = 5_000
SMALL_FILES = 40
KEPT_HOURS = 1

Broken = (DeltaError, TableNotFoundError, OSError)
"""What reading a lost or corrupt table raises."""


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables of one generation."""

    generation: str

    def folder(self, fact: Fact) -> str:
        """Return where a table lies: a path, or an address of the object store."""
        return f"{settings.LAKE}/{self.generation}/{fact.name}"

    def open(self, fact: Fact, version: int | None = None) -> DeltaTable:
        """Open a table at a version, or at its latest. Raises one of `Broken`."""
        return DeltaTable(self.folder(fact), version=version, storage_options=settings.LAKE_OPTIONS)

    def create(self, fact: Fact, parts: Iterable[pa.Table]) -> None:
        """Make a table of these rows; what half a table was there is replaced."""
        reader = pa.RecordBatchReader.from_batches(
            fact.schema, (batch for part in parts for batch in part.to_batches())
        )
        write_deltalake(
            self.folder(fact),
            reader,
            mode="overwrite",
            schema_mode="overwrite",
            target_file_size=FILE_BYTES,
            storage_options=settings.LAKE_OPTIONS,
        )

    def replace(self, fact: Fact, ids: Sequence[int], rows: pa.Table) -> None:
        """Make the rows of these roots what `rows` gives. Harmless to repeat."""
        for start in range(0, len(ids), IDS_AT_ONCE):
            chunk = ids[start : start + IDS_AT_ONCE]
            mine = rows.filter(pc.is_in(rows[fact.root], pa.array(chunk, pa.int64())))
            write_deltalake(
                self.open(fact),
                mine,
                mode="overwrite",
                predicate=f"{fact.root} >= {chunk[0]} AND {fact.root} <= {chunk[-1]} "
                f"AND {fact.root} IN ({', '.join(map(str, chunk))})",
                target_file_size=FILE_BYTES,
            )

    def append(self, fact: Fact, rows: pa.Table, batch: int) -> None:
        """Add rows once: the commit carries the number of the batch, and a second one of it is left out."""
        table = self.open(fact)
        if (table.transaction_version(WRITER) or 0) < batch:
            once = CommitProperties(app_transactions=[Transaction(WRITER, batch)])
            write_deltalake(table, rows, mode="append", commit_properties=once, target_file_size=FILE_BYTES)

    def tidy(self, fact: Fact) -> None:
        """Join small files into larger ones once there are many, and drop what no reader needs any more."""
        table = self.open(fact)
        sizes = pa.table(table.get_add_actions(flatten=True))["size_bytes"].to_pylist()
        if sum(size < FILE_BYTES // 4 for size in sizes) > SMALL_FILES:
            table.optimize.compact(target_size=FILE_BYTES)
            table.vacuum(retention_hours=KEPT_HOURS, enforce_retention_duration=False, dry_run=False)


def drop_other_generations(kept: str) -> None:
    """Delete the folders of earlier generations, where the lake is a local folder."""
    folder = Path(settings.LAKE)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name != kept:
            shutil.rmtree(path, ignore_errors=True)
