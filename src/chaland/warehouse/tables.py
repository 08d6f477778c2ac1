"""The Delta tables of the lake: one folder each, below the folder of their generation."""

import re
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.dataset as ds
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import DeltaError, TableNotFoundError
from deltalake.fs import DeltaStorageHandler
from django.conf import settings
from pyarrow.fs import FileSelector, FileType, PyFileSystem

from chaland.warehouse.fact import Fact, facts

TIDIED_EVERY = 20
"""Versions."""
# Readers open a version for as long as a question takes.
KEPT_HOURS = 1
PROPERTIES = {"delta.logRetentionDuration": f"interval {KEPT_HOURS} hours"}
STRETCH = 100_000
PARTS_AT_ONCE = 5
# A bucket may hold other things: only what a build of ours wrote is ever deleted.
GENERATION = re.compile(r"[0-9a-f]{32}/")

Broken = (DeltaError, TableNotFoundError, OSError, pa.ArrowException)
"""What reading a lost or corrupt table raises."""


def stretches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut ascending keys where their rows, with those between them, would be too many to hold at once."""
    yield from (list(part) for _, part in groupby(ids, key=lambda one: one // STRETCH))


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

    def files(self, fact: Fact, version: int) -> list[str]:
        """Return the Parquet files of a table at a version, as paths or addresses."""
        # Delta writes a space or an accent of the folder as in a web address.
        return [f"{self.folder(fact)}/{address.rpartition('/')[2]}" for address in self.open(fact, version).file_uris()]

    def are_sound(self, versions: Mapping[str, int]) -> bool:
        """Read everything, and tell whether that could be done."""
        try:
            for fact in facts().values():
                for _ in self.open(fact, versions[fact.name]).to_pyarrow_dataset().to_batches():
                    pass
        except Broken:
            return False
        return True

    def create(self, fact: Fact, parts: Iterable[pa.Table]) -> int:
        """Make a table of these rows; returns its version."""
        rest = iter(parts)
        self._make(fact, list(islice(rest, PARTS_AT_ONCE)))
        version = 0
        while together := list(islice(rest, PARTS_AT_ONCE)):
            write_deltalake(
                self.open(fact), pa.concat_tables(together), mode="append", target_file_size=settings.LAKE_FILE_BYTES
            )
            version += 1
        return version

    def _make(self, fact: Fact, first: Sequence[pa.Table]) -> None:
        write_deltalake(
            self.folder(fact),
            pa.concat_tables([fact.schema.empty_table(), *first]),
            configuration=PROPERTIES,
            storage_options=settings.LAKE_OPTIONS,
            target_file_size=settings.LAKE_FILE_BYTES,
        )

    def replace(self, fact: Fact, ids: Sequence[int], rows: pa.Table) -> int:
        """Make the rows of these roots, ascending and of one stretch, what `rows` gives. Harmless to repeat.

        Returns the new version of the table.
        """
        table = self.open(fact)
        first, last = ids[0], ids[-1]
        # Rows with new keys touch no file that is there. A condition that lists thousands of keys takes longer than
        # writing all rows between them.
        others = between(table.to_pyarrow_dataset(), fact, first, last).filter(~ds.field(fact.root).isin(ids))
        write_deltalake(
            table,
            pa.concat_tables([others, rows]).sort_by(fact.root),
            mode="overwrite",
            predicate=f"{fact.root} >= {first} AND {fact.root} <= {last}",
            target_file_size=settings.LAKE_FILE_BYTES,
        )
        return table.version()

    def tidy(self, fact: Fact, version: int) -> int:
        """Now and then join small files into larger ones, and drop what no reader needs any more.

        Returns the version of the table then.
        """
        if version % TIDIED_EVERY:
            return version
        table = self.open(fact)
        table.optimize.compact(target_size=settings.LAKE_FILE_BYTES)
        table.vacuum(retention_hours=KEPT_HOURS, enforce_retention_duration=False, dry_run=False)
        return table.version()


def between(rows: ds.Dataset, fact: Fact, first: int, last: int) -> pa.Table:
    """Return the rows of a table from one root to another."""
    root = ds.field(fact.root)
    return rows.to_table(filter=(root >= first) & (root <= last)).cast(fact.schema)


def drop_other_generations(kept: str) -> None:
    """Delete the folders of earlier generations. What cannot be deleted is left, for the next build to try."""
    if "://" in settings.LAKE:
        _drop_from_store(kept)
        return
    folder = Path(settings.LAKE)
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.is_dir() and path.name != kept:
            shutil.rmtree(path, ignore_errors=True)


def _drop_from_store(kept: str) -> None:
    store = PyFileSystem(DeltaStorageHandler(settings.LAKE, options=settings.LAKE_OPTIONS))
    with suppress(OSError):
        for found in store.get_file_info(FileSelector("", recursive=True)):
            if found.type is FileType.File and GENERATION.match(found.path.lstrip("/")) and kept not in found.path:
                store.delete_file(found.path)
