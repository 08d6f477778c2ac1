"""Files handed in at the desk are kept, then read in the background, one after the other."""

import fcntl
import hashlib
import logging
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NoReturn
from uuid import uuid4

from django.db import InterfaceError, OperationalError

from chaland.journal import queries, services
from chaland.journal.models import ImportRun, Upload
from chaland.kernel.errors import Refusal
from chaland.usecases.imports import import_customers, import_points, import_receipts
from chaland.usecases.imports.guide_import import COPY, REPORT, look_at, understood_file, uploads_folder
from chaland.usecases.imports.import_any_customers import import_any_customers
from chaland.usecases.imports.import_headings import Mapping
from chaland.usecases.imports.import_recipe import Recipe
from chaland.usecases.imports.import_report import kept_out
from chaland.usecases.imports.import_run import Imported, Watch

KINDS: dict[str, Callable[..., Imported]] = {
    import_customers.KIND: import_customers.import_customers,
    import_receipts.KIND: import_receipts.import_receipts,
    import_points.KIND: import_points.import_points,
}
ABANDONED_SECONDS = 3600
# A file that was looked at, and the rows that stayed out of it, may be downloaded that long.
KEPT_DAYS = 30
# After each batch, for the tills that wait to write.
PAUSE_SECONDS = 0.05
log = logging.getLogger(__name__)


class _CountedError(Exception):
    """The file as a whole can be read; nothing of it was."""


class _StoppedError(Exception):
    """Somebody asked to stop."""


def hand_in(
    content: Iterable[bytes],
    *,
    file_name: str,
    kind: str,
    store: str,
    check_only: bool,
    now: datetime,
    look: bool = False,
    token_id: int | None = None,
) -> Upload:
    """Keep a file to be read by `read_uploads`.

    A file of customers that is not clean CSV with our own headings is only looked at, as is any with `look`: it waits
    for `guide_import.keep_recipe`. token_id: of the program that hands it in. Raises Refusal when the file as a whole
    cannot be read; then nothing is kept.
    """
    folder = uploads_folder() / uuid4().hex
    folder.mkdir(mode=0o700, parents=True)
    try:
        path = folder / (Path(file_name).name or "file")
        with path.open("wb") as target:
            target.writelines(content)
            target.flush()
            # The row that follows outlives a power cut: so must the file.
            os.fsync(target.fileno())
        told: dict[str, Any] = {"kind": kind, "file_name": path.name, "folder": folder.name, "store_code": store}
        told["token_id"] = token_id
        if kind == import_customers.KIND and (look or not import_customers.is_clean(path)):
            return _looked_at(path, told, now)
        rows = _rows(path, kind, store, now)
        return Upload.objects.create(**told, check_only=check_only, rows=rows, asked_at=now)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _looked_at(path: Path, told: dict[str, Any], now: datetime) -> Upload:
    understanding, recipe = look_at(path, store=told["store_code"])
    return Upload.objects.create(
        **told, status=Upload.Status.TO_CONFIRM, rows=understanding.rows, recipe=recipe.as_json(), asked_at=now
    )


def _rows(path: Path, kind: str, store: str, now: datetime) -> int:
    """Return the number of rows once the file as a whole is found readable."""
    try:
        KINDS[kind](path, now=now, watch=_count, store=store, dry_run=True)
    except _CountedError as counted:
        return int(counted.args[0])
    raise AssertionError("an import tells how many rows there are")


def _count(rows: int) -> NoReturn:
    raise _CountedError(rows)


def read_uploads(*, clock: Callable[[], datetime]) -> None:
    """Read every file that waits in the data folder, and those that a server killed meanwhile left half-read.

    One process reads a file at a time. Safe to repeat and to stop at any moment.
    """
    folders = {folder.name: folder for folder in uploads_folder().glob("*")}
    if not folders:
        return
    for upload in queries.uploads_in(folders):
        with _alone(folders.pop(upload.folder)) as folder:
            if folder:
                _read(upload.pk, folder, clock())
    for folder in folders.values():
        _sweep(folder)


@contextmanager
def _alone(folder: Path) -> Iterator[Path | None]:
    """Give the folder to one process at a time; the system takes it back from one that dies."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except FileNotFoundError:
        yield None
        return
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        yield None
    else:
        yield folder
    finally:
        os.close(descriptor)


def _sweep(folder: Path) -> None:
    """Remove what was never handed in whole, once nobody can still be writing it."""
    if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
        shutil.rmtree(folder, ignore_errors=True)


def _read(upload_id: int, folder: Path, now: datetime) -> None:
    """Read one file as far as it goes, note how it ended, and remove it."""
    was_read = queries.upload(upload_id).status == Upload.Status.READING
    if services.begin_reading(upload_id):
        # Looked at once it is ours: somebody may have decided otherwise until then.
        upload = queries.upload(upload_id)
        path = folder / upload.file_name
        if upload.recipe:
            path = folder / COPY
        if was_read and (run := _already_read(upload, path)):
            services.end_upload(upload.pk, Upload.Status.DONE, now=now, run_id=run.pk)
        else:
            _take_in(upload, path, now)
    if not _is_kept(queries.upload(upload_id), folder, now):
        shutil.rmtree(folder, ignore_errors=True)


def _is_kept(upload: Upload, folder: Path, now: datetime) -> bool:
    """Tell whether somebody may still want the file: to say how it is taken in, to go on, to see what stayed out."""
    if not upload.recipe or (now - upload.asked_at).days >= KEPT_DAYS:
        return False
    if upload.status == Upload.Status.STOPPED:
        return upload.check_only or upload.run_id is not None
    whole = upload.status == Upload.Status.DONE and not upload.check_only
    return not whole or bool(kept_out(folder / REPORT))


def _already_read(upload: Upload, path: Path) -> ImportRun | None:
    """Return the run of a file that was read to its end by a server killed before it could say so."""
    if upload.check_only:
        return None
    return queries.finished_since(upload.asked_at, **_same(upload, path))


def _same(upload: Upload, path: Path) -> dict[str, str]:
    """Return what names the import of this file, as `import_run.begin` does."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    mapping = Mapping(constants={"store": upload.store_code} if upload.store_code else {})
    told = Recipe.of(upload.recipe).digest if upload.recipe else mapping.digest
    return {"kind": upload.kind, "file_hash": digest, "mapping_hash": told}


def _take_in(upload: Upload, path: Path, now: datetime) -> None:
    watch = partial(_watched, upload.pk)
    end = partial(services.end_upload, upload.pk, now=now)
    try:
        imported = _imported(upload, path, now, watch)
    except _StoppedError:
        run = None if upload.check_only else queries.unfinished(**_same(upload, path))
        end(Upload.Status.STOPPED, run_id=run.pk if run else None)
    except Refusal as refusal:
        params = {name: str(value) for name, value in refusal.params.items()}
        end(Upload.Status.REFUSED, outcome={"code": refusal.code, "params": params})
    except (OperationalError, InterfaceError):
        # A busy or absent database: the file is gone on with later.
        raise
    except Exception:
        # It would fail again at every start of the server.
        log.exception("import of an uploaded file")
        end(Upload.Status.REFUSED, outcome={"code": "import_failed", "params": {}})
    else:
        outcome = {**imported.tally.as_json(), "ignored": list(imported.ignored)}
        end(Upload.Status.DONE, run_id=imported.import_id, outcome=outcome)


def _imported(upload: Upload, path: Path, now: datetime, watch: Watch) -> Imported:
    if upload.recipe:
        return import_any_customers(understood_file(upload), now=now, watch=watch, dry_run=upload.check_only)
    return KINDS[upload.kind](path, now=now, watch=watch, store=upload.store_code, dry_run=upload.check_only)


@contextmanager
def _watched(upload_id: int, _rows: int) -> Iterator[Callable[[int], None]]:
    def advance(rows: int) -> None:
        if not services.read_on(upload_id, by=rows):
            raise _StoppedError
        time.sleep(PAUSE_SECONDS)

    yield advance
