"""After somebody was erased: files, lake and the database's log are made to hold nothing of them either."""

import shutil
import time
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from chaland.database.erasing import forget_deleted
from chaland.journal import queries, services
from chaland.kernel.personal import Traces
from chaland.kernel.text import fold
from chaland.privacy.models import Erasure

UPLOADS, EXPORTS = "uploads", "exports"
LARGEST = 200 * 1024 * 1024
PATIENCE_SECONDS = 10.0


def clean_files(named: Traces, *, now: datetime) -> bool:
    """Remove the files that wait and hold the customer; False if one is still being read, and so is not gone yet."""
    shutil.rmtree(Path(settings.HOME) / EXPORTS, ignore_errors=True)
    return _drop_uploads(named, now)


def clean_erased(*, now: datetime) -> bool:
    """Have lake and log forget everybody who was erased; returns whether they do. Safe to repeat.

    Loads the columnar libraries, so a server has it done in a process of its own.
    """
    from chaland.warehouse.forgetting import forget

    waiting = list(Erasure.objects.filter(cleaned_at=None).values_list("pk", flat=True))
    if not waiting:
        return True
    forget()
    if not forget_deleted():
        return False
    Erasure.objects.filter(pk__in=waiting).update(cleaned_at=now)
    return True


def is_needed() -> bool:
    """Tell whether somebody was erased and something may still hold them."""
    return Erasure.objects.filter(cleaned_at=None).exists()


def _drop_uploads(named: Traces, now: datetime) -> bool:
    """Stop the files handed in that hold the customer, and remove them; False if one is still being read."""
    folders = [folder for folder in (Path(settings.HOME) / UPLOADS).glob("*") if _is_meant(folder, named)]
    for upload in queries.uploads_in(folder.name for folder in folders):
        services.ask_to_stop(upload.pk, now=now)
    under_way = {one.folder for one in queries.uploads_under_way()}
    for folder in folders:
        if folder.name not in under_way:
            shutil.rmtree(folder, ignore_errors=True)
    return all(_is_gone(folder) for folder in folders)


def _is_meant(folder: Path, named: Traces) -> bool:
    return any(_may_name(file, named) for file in folder.rglob("*") if file.is_file())


def _is_gone(folder: Path) -> bool:
    until = time.monotonic() + PATIENCE_SECONDS
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.05)
    return not folder.exists()


def _may_name(file: Path, named: Traces) -> bool:
    """Tell whether a file names somebody, or cannot be read here."""
    try:
        return any(named.are_in(fold(line)) for text in _texts(file) for line in text.splitlines())
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        return True


def _texts(file: Path) -> Iterator[str]:
    """Give the texts of a file, or of the members of a spreadsheet; raises ValueError for one too large to look in."""
    if not zipfile.is_zipfile(file):
        _within(file.stat().st_size)
        yield _decoded(file.read_bytes())
        return
    with zipfile.ZipFile(file) as members:
        _within(sum(member.file_size for member in members.infolist()))
        for member in members.infolist():
            yield _decoded(members.read(member)).replace("<", "\n")


def _within(size: int) -> None:
    if size > LARGEST:
        raise ValueError(size)


def _decoded(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def names_in(value: Any, named: Traces) -> bool:
    """Tell whether a text, or one within lists and mappings, names somebody."""
    if isinstance(value, str):
        return named.are_in(fold(value))
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(names_in(one, named) for one in parts)
