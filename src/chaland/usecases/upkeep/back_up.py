"""The shop is saved: a copy of the database made while it works, checked before it is called good."""

import hashlib
import json
import os
import shutil
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from chaland.kernel.errors import Refusal
from chaland.privacy import refusals

DATABASE, ERASURES, SECRET, MANIFEST = "chaland.sqlite3", "erasures.jsonl", "secret_key", "manifest.json"
KEPT = timedelta(days=35)
NAME = "chaland-%Y%m%dT%H%M%SZ"
UNFINISHED = ".unfinished"


@dataclass(frozen=True, slots=True)
class BackedUp:
    """One backup. counts: rows by table. dropped: earlier ones that were older than 35 days."""

    folder: Path
    counts: Mapping[str, int]
    dropped: int


def back_up(target: Path, *, now: datetime) -> BackedUp:
    """Save the shop in a folder of its own below `target`, and drop those there that are older than 35 days.

    The tills go on meanwhile. Raises Refusal `backup_needs_sqlite`, `backup_is_bad`; then nothing is kept, and
    earlier backups stay.
    """
    source = database_file()
    folder = target / now.astimezone(UTC).strftime(NAME)
    unfinished = folder.with_name(folder.name + UNFINISHED)
    unfinished.mkdir(parents=True, mode=0o700)
    try:
        counts = _fill(unfinished, source, now)
        unfinished.rename(folder)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise
    return BackedUp(folder, counts, _drop_old(target, now))


def database_file() -> Path:
    """Return where the database lies. Raises Refusal `backup_needs_sqlite` where PostgreSQL has it."""
    if connection.vendor != "sqlite":
        raise Refusal("backup_needs_sqlite")
    return Path(str(connection.settings_dict["NAME"]))


def _fill(folder: Path, source: Path, now: datetime) -> Mapping[str, int]:
    copy = folder / DATABASE
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(copy)) as target:
        live.backup(target)
        # A copy is one file, to be read wherever it is carried to.
        target.execute("PRAGMA journal_mode=DELETE")
    beside = (
        (Path(settings.ERASURES), ERASURES),
        (refusals.path(), refusals.NAME),
        (Path(settings.HOME) / SECRET, SECRET),
    )
    for known, name in beside:
        if known.exists():
            shutil.copy(known, folder / name)
    counts = counted(copy)
    files = {path.name: digest(path) for path in sorted(folder.iterdir())}
    manifest = {"made_at": now.isoformat(), "files": files, "counts": counts}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    _to_disk(folder)
    verify(folder)
    return counts


def _to_disk(folder: Path) -> None:
    for path in folder.iterdir():
        with path.open("rb") as file:
            os.fsync(file.fileno())


def verify(folder: Path) -> dict[str, Any]:
    """Return the manifest of a backup that is whole. Raises Refusal `backup_is_bad`, its `text` naming the file."""
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        for name, known in manifest["files"].items():
            if digest(folder / Path(name).name) != known:
                raise Refusal("backup_is_bad", text=name)
        if counted(folder / DATABASE) != manifest["counts"]:
            raise Refusal("backup_is_bad", text=DATABASE)
    except (OSError, ValueError, KeyError, sqlite3.Error):
        raise Refusal("backup_is_bad", text=folder.name) from None
    return manifest


def digest(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def counted(copy: Path) -> dict[str, int]:
    """Return how many rows each table has, after SQLite has found every page and key right."""
    with closing(sqlite3.connect(f"file:{copy}?mode=ro", uri=True)) as base:
        if (
            base.execute("PRAGMA integrity_check").fetchone() != ("ok",)
            or base.execute("PRAGMA foreign_key_check").fetchone()
        ):
            raise Refusal("backup_is_bad", text=copy.name)
        tables = [name for (name,) in base.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return {name: base.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608


def backups(target: Path) -> Mapping[datetime, Path]:
    """Return the finished backups below a folder by when they were made, the first one first."""
    found = {}
    for path in sorted(target.glob("chaland-*Z")):
        try:
            found[datetime.strptime(path.name, NAME).replace(tzinfo=UTC)] = path
        except ValueError:
            continue
    return found


def _drop_old(target: Path, now: datetime) -> int:
    old = [path for made_at, path in backups(target).items() if now - made_at > KEPT]
    for path in old:
        shutil.rmtree(path)
    return len(old)
