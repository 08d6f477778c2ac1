"""Writes of what was done to the file. Callers hold the transaction."""

from datetime import datetime
from typing import Any

from django.db.models import F

from chaland.journal.models import ImportRun, RememberedRecipe, Upload


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


def begin_undo(import_id: int) -> bool:
    """Note that a run is to be taken back, from the start or from where that stopped; False if it was already."""
    mine = ImportRun.objects.filter(pk=import_id).exclude(status=ImportRun.Status.UNDONE)
    return bool(mine.update(status=ImportRun.Status.UNDOING))


def stop_undo(import_id: int) -> None:
    """Take no more of a run back, after the batch under way. Safe to repeat."""
    mine = ImportRun.objects.filter(pk=import_id, status=ImportRun.Status.UNDOING)
    mine.update(status=ImportRun.Status.HALF_UNDONE)


def note_undo(run: ImportRun, *, taken_back: dict[str, Any]) -> None:
    """Note how far the undo of a run has come."""
    ImportRun.objects.filter(pk=run.pk).update(taken_back=taken_back)


def mark_undone(run: ImportRun, *, now: datetime) -> None:
    """Note that what the run created was taken back."""
    ImportRun.objects.filter(pk=run.pk).update(status=ImportRun.Status.UNDONE, finished_at=now)


def begin_reading(upload_id: int) -> bool:
    """Note that a file handed in is read, from its start or once more; False if it has ended."""
    wanted = Upload.objects.filter(pk=upload_id, status__in=Upload.UNDER_WAY)
    return bool(wanted.update(status=Upload.Status.READING, rows_done=0))


def read_on(upload_id: int, *, by: int) -> bool:
    """Count rows of a file handed in as read; False if somebody asked to stop."""
    mine = Upload.objects.filter(pk=upload_id)
    mine.update(rows_done=F("rows_done") + by)
    return not mine.filter(stop_asked=True).exists()


def ask_to_stop(upload_id: int, *, now: datetime) -> None:
    """Stop a file handed in: at once if nothing was read, else after the batch under way. Safe to repeat."""
    mine = Upload.objects.filter(pk=upload_id)
    not_begun = (Upload.Status.TO_CONFIRM, Upload.Status.WAITING)
    if not mine.filter(status__in=not_begun).update(status=Upload.Status.STOPPED, finished_at=now):
        mine.filter(status=Upload.Status.READING).update(stop_asked=True)


def end_upload(
    upload_id: int, status: str, *, now: datetime, run_id: int | None = None, outcome: dict[str, Any] | None = None
) -> None:
    """Note how a file handed in ended, and which run it became."""
    ended = {"status": Upload.Status(status), "finished_at": now, "run_id": run_id, "outcome": outcome or {}}
    Upload.objects.filter(pk=upload_id).update(**ended)


def confirm_upload(upload_id: int, *, recipe: dict[str, Any], check_only: bool | None, now: datetime) -> bool:
    """Keep how a file is taken in, and with `check_only` told have it read; False while it is being read.

    A file that was checked, stopped or refused may be read again.
    """
    mine = Upload.objects.filter(pk=upload_id).exclude(status__in=Upload.UNDER_WAY)
    if check_only is None:
        return bool(mine.update(recipe=recipe))
    waits: dict[str, Any] = {"status": Upload.Status.WAITING, "stop_asked": False, "rows_done": 0, "outcome": {}}
    return bool(mine.update(recipe=recipe, check_only=check_only, asked_at=now, finished_at=None, **waits))


def remember_recipe(signature: str, recipe: dict[str, Any], *, now: datetime) -> None:
    """Keep how files with these headings are taken in, for the next one."""
    RememberedRecipe.objects.update_or_create(signature=signature, defaults={"recipe": recipe, "used_at": now})


def count_rows(upload_id: int, rows: int) -> None:
    """Note how many rows a file handed in has, once another sheet of it was chosen."""
    Upload.objects.filter(pk=upload_id).update(rows=rows)
