"""A file of receipts is taken in, one row a line, through the same door as a till's."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from chaland.usecases.imports.import_headings import read_mapping
from chaland.usecases.imports.import_receipt_rows import COLUMNS, REQUIRED, Taken, Zones, taken
from chaland.usecases.imports.import_run import Imported, Run, Watch, begin
from chaland.usecases.imports.import_staging import staged_receipts
from chaland.usecases.imports.import_table import open_table
from chaland.usecases.sales.record_receipts import record_receipts

KIND = "receipts"
BATCH = 2000
LARGEST_BATCH = 4000


def import_receipts(
    path: Path, *, now: datetime, watch: Watch, store: str = "", mapping: Path | None = None, dry_run: bool = False
) -> Imported:
    """Take in every receipt of a file. Stores, tills, products and customers it names first are created.

    The lines of a receipt may stand anywhere in the file: they are put together by store, till, number and day, and
    receipts are recorded customer by customer, each in the order of time. One bad line rejects its receipt alone.
    Safe to repeat and to stop at any moment.
    Raises Refusal as `import_table.open_table` and `import_headings.read_mapping`, before anything is written.
    """
    told = read_mapping(mapping, COLUMNS, {"store": store} if store else {})
    table = open_table(path, COLUMNS, REQUIRED, told)
    run = begin(table, kind=KIND, mapping_digest=told.digest, now=now, dry_run=dry_run)
    zones = Zones()
    with watch(table.rows) as advance, staged_receipts(table, skip=run.done) as staged:
        advance(run.done)
        for batch in _batches(taken(one, zones) for one in staged):
            rows = sum(one.rows for one in batch)
            run.batch(partial(_write, batch, run, now), rows)
            advance(rows)
    return run.end(table, now=now)


def _write(batch: Sequence[Taken], run: Run, now: datetime) -> None:
    receipts = [one.said for one in batch if one.said]
    outcomes = iter(record_receipts(receipts, now=now, source="file", create_missing=True, import_run_id=run.pk))
    for one in batch:
        if one.said:
            outcome = next(outcomes)
            run.tally.count(outcome.status, one.row, outcome.refusal)
        else:
            run.tally.count("rejected", one.row, one.refusal)


def _batches(receipts: Iterator[Taken]) -> Iterator[list[Taken]]:
    """Cut between two customers where that keeps batches small, so that figures are computed once."""
    batch: list[Taken] = []
    for one in receipts:
        if len(batch) >= BATCH and (len(batch) >= LARGEST_BATCH or one.owner != batch[-1].owner):
            yield batch
            batch = []
        batch.append(one)
    if batch:
        yield batch
