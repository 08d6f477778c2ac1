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
from typing import NoReturn
from uuid import uuid4

from django.conf import settings
from django.db import InterfaceError, OperationalError

from chaland.journal import queries, services
from chaland.journal.models import ImportRun, Upload
from chaland.kernel.errors import Refusal
from chaland.usecases import import_customers, import_receipts
from chaland.usecases.import_headings import Mapping
from chaland.usecases.import_run import Imported

KINDS: dict[str, Callable[..., Imported]] = {
    import_customers.KIND: import_customers.import_customers,
    import_receipts.KIND: import_receipts.import_receipts,
}
FOLDER = "uploads"
ABANDONED_SECONDS = 3600
# After each batch, for the tills that wait to write.
PAUSE_SECONDS = 0.05
log = logging.getLogger(__name__)


class _CountedError(Exception):
    """The file as a whole can be read; nothing of it was."""


class _StoppedError(Exception):
    """Somebody asked to stop."""


def hand_in(
    content: Iterable[bytes], *, file_name: str, kind: str, store: str, check_only: bool, now: datetime
) -> Upload:
    """Keep a file to be read by `read_uploads`.

    Raises Refusal as an import does when the file as a whole cannot be read; then nothing is kept.
    """
    folder = _uploads() / uuid4().hex
    folder.mkdir(mode=0o700, parents=True)
    try:
        path = folder / (Path(file_name).name or "file")
        with path.open("wb") as target:
            target.writelines(content)
            target.flush()
            # The row that follows outlives a power cut: so must the file.
            os.fsync(target.fileno())
        return Upload.objects.create(
            kind=kind,
            file_name=path.name,
            folder=folder.name,
            store_code=store,
            check_only=check_only,
            rows=_rows(path, kind, store, now),
            asked_at=now,
        )
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _uploads() -> Path:
    return Path(settings.HOME) / FOLDER


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
    folders = {folder.name: folder for folder in _uploads().glob("*")}
    if not folders:
        return
    for upload in queries.uploads_in(folders):
        with _alone(folders.pop(upload.folder)) as folder:
            if folder:
                _read(queries.upload(upload.pk), folder, clock())
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


def _read(upload: Upload, folder: Path, now: datetime) -> None:
    """Read one file as far as it goes, note how it ended, and remove it."""
    if services.begin_reading(upload.pk):
        path = folder / upload.file_name
        if run := _already_read(upload, path):
            services.end_upload(upload.pk, Upload.Status.DONE, now=now, run_id=run.pk)
        else:
            _take_in(upload, path, now)
    shutil.rmtree(folder, ignore_errors=True)


def _already_read(upload: Upload, path: Path) -> ImportRun | None:
    """Return the run of a file that was read to its end by a server killed before it could say so."""
    if upload.status == Upload.Status.WAITING or upload.check_only:
        return None
    return queries.finished_since(upload.asked_at, **_same(upload, path))


def _same(upload: Upload, path: Path) -> dict[str, str]:
    """Return what names the import of this file, as `import_run.begin` does."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    mapping = Mapping(constants={"store": upload.store_code} if upload.store_code else {})
    return {"kind": upload.kind, "file_hash": digest, "mapping_hash": mapping.digest}


def _take_in(upload: Upload, path: Path, now: datetime) -> None:
    watch = partial(_watched, upload.pk)
    end = partial(services.end_upload, upload.pk, now=now)
    try:
        imported = KINDS[upload.kind](path, now=now, watch=watch, store=upload.store_code, dry_run=upload.check_only)
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


@contextmanager
def _watched(upload_id: int, _rows: int) -> Iterator[Callable[[int], None]]:
    def advance(rows: int) -> None:
        if not services.read_on(upload_id, by=rows):
            raise _StoppedError
        time.sleep(PAUSE_SECONDS)

    yield advance
