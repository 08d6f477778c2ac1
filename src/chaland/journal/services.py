"""Writes of what was done to the file. Callers hold the transaction."""

from datetime import datetime
from typing import Any

from chaland.journal.models import ImportRun


def start(*, kind: str, file_name: str, file_hash: str, mapping_hash: str, now: datetime) -> ImportRun:
    """Note that an import begins."""
    return ImportRun.objects.create(
        kind=kind, file_name=file_name, file_hash=file_hash, mapping_hash=mapping_hash, started_at=now
    )


def advance(run: ImportRun, *, since: int, by: int, outcome: dict[str, Any]) -> bool:
    """Count rows as taken; False if the run does not stand at `since` any more: another process takes its rows."""
    standing = ImportRun.objects.filter(pk=run.pk, rows_done=since, status=ImportRun.Status.RUNNING)
    return bool(standing.update(rows_done=since + by, outcome=outcome))


def finish(run: ImportRun, *, outcome: dict[str, Any], now: datetime) -> None:
    """Note that every row was taken."""
    ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.DONE, finished_at=now, outcome=outcome)


def mark_undone(run: ImportRun, *, now: datetime) -> None:
    """Note that what the run created was taken back."""
    ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.UNDONE, finished_at=now)
