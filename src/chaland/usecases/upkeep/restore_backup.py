"""A backup takes the place of the database; who was erased since is erased again."""

import shutil
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from chaland.campaigns.services import pause_all
from chaland.campaigns.standing import stop_all
from chaland.customers.models import Customer
from chaland.database.locks import one_writer
from chaland.journal import queries, services
from chaland.kernel.errors import NotFound
from chaland.messages.rules import RESTORED
from chaland.messages.services import set_aside_all
from chaland.privacy import erasures, refusals
from chaland.privacy.erasures import Noted
from chaland.privacy.models import Erasure
from chaland.privacy.services import refuse_again
from chaland.usecases.rights.clean_erased import UPLOADS, clean_erased
from chaland.usecases.rights.erase_customer import erase_again
from chaland.usecases.upkeep.back_up import DATABASE, ERASURES, MANIFEST, SECRET, backups, database_file, verify
from chaland.warehouse.models import Change, LakeState
from chaland.warehouse.tables import drop_other_generations

_SINCE = (
    "SELECT s.code, t.code, COUNT(*) FROM sales_receipt r JOIN stores_till t ON t.id = r.till_id "
    "JOIN stores_store s ON s.id = t.store_id WHERE r.id > (SELECT COALESCE(MAX(id), 0) FROM saved.sales_receipt) "
    "GROUP BY 1, 2 ORDER BY 1, 2"
)

_SET_ASIDE = "UPDATE mail_outgoingmail SET state = 'parked', error = ? WHERE state IN ('queued', 'sending')"
_PAUSE = "UPDATE campaigns_campaign SET state = 'paused', paused_for = ? WHERE state IN ('scheduled', 'sending')"
READY = "restoring.sqlite3"


@dataclass(frozen=True, slots=True)
class Gap:
    """A till whose receipts are in the database now, but not in the backup: it must send them again."""

    store: str
    till: str
    receipts: int


def chosen(target: Path) -> Path:
    """Return the backup in a folder, or the latest below it. Raises NotFound `backup_not_found`."""
    if (target / MANIFEST).exists():
        return target
    found = list(backups(target).values())
    if not found:
        raise NotFound("backup_not_found", text=str(target))
    return found[-1]


def gaps(folder: Path) -> list[Gap]:
    """Return, till by till, the receipts that a restore would lose; none of a database that cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{database_file()}?mode=ro", uri=True)) as base:
            base.execute("ATTACH ? AS saved", [str(folder / DATABASE)])
            return [Gap(*row) for row in base.execute(_SINCE)]
    except sqlite3.Error:
        return []


def put_back(folder: Path) -> None:
    """Write the backup over the database, in one transaction of SQLite; the lake is made anew by the next question.

    Mails that wait in it are set aside, and campaigns under way paused, before anybody sees them: they may have left
    since it was made.
    Raises Refusal `backup_needs_sqlite`, `backup_is_bad`, before anything is written.
    """
    target = database_file()
    verify(folder)
    connection.close()
    ready = Path(settings.HOME) / READY
    shutil.copy(folder / DATABASE, ready)
    try:
        with closing(sqlite3.connect(ready)) as saved, closing(sqlite3.connect(target)) as live:
            saved.execute(_SET_ASIDE, [RESTORED])
            saved.execute(_PAUSE, [RESTORED])
            saved.commit()
            saved.backup(live)
            live.execute("PRAGMA journal_mode=WAL")
    finally:
        ready.unlink()
    _take_key(folder / SECRET)
    LakeState.objects.all().delete()
    Change.objects.all().delete()
    drop_other_generations("")


def _take_key(saved: Path) -> None:
    """Go on with the key of the backup, where this installation makes its own: hashes are read with no other."""
    own = Path(settings.HOME) / SECRET
    if saved.exists() and own.exists() and own.read_text() == settings.SECRET_KEY:
        own.write_text(saved.read_text())
        settings.SECRET_KEY = own.read_text()


def erase_since(folder: Path | None, *, now: datetime) -> int:
    """Erase again whom the journals name and the database does not know as erased; returns how many erasures.

    The journals: the one beside the database, and that of the backup, where one is given; the first takes in what
    only the second has. Files that were being read when the backup was made have to be handed in again.
    Safe to repeat.
    """
    here = erasures.read([erasures.path()])
    known = {**erasures.read([folder / ERASURES] if folder else []), **here}
    for noted in known.values():
        if noted.key not in here:
            erasures.note(noted)
    done = set(Erasure.objects.values_list("key", flat=True))
    missing = [noted for noted in known.values() if noted.key not in done]
    _erase(missing, now)
    for upload in queries.uploads_under_way():
        if not (Path(settings.HOME) / UPLOADS / upload.folder).exists():
            services.end_upload(upload.pk, upload.Status.STOPPED, now=now)
    clean_erased(now=now)
    return len(missing)


def refuse_since(folder: Path | None, *, now: datetime) -> int:
    """Write down again the noes that the journals tell and the database does not know; returns how many.

    They are withdrawals, refusals, objections and restrictions said after the backup was made. The journals: as for
    `erase_since`. Safe to repeat.
    """
    here, there = refusals.path(), folder / refusals.NAME if folder else refusals.path()
    told = list(refusals.read([there, here]))
    if not told:
        return 0
    meant = {one["file"] for one in told if "file" in one}
    customers = {digest: pk for digest, pk in _files_by_digest().items() if digest in meant}
    with one_writer(), transaction.atomic():
        return refuse_again(told, customers, now=now)


@transaction.atomic
def set_aside_mails() -> int:
    """Set aside the mails that wait, as after pg_restore: they may have left since the backup; returns how many.

    Campaigns under way are paused and journeys switched off for the same reason.
    """
    stop_all()
    pause_all()
    return set_aside_all()


def _files_by_digest() -> dict[str, int]:
    files = Customer.objects.values_list("pk", "created_at").iterator()
    return {erasures.file_digest(pk, created_at): pk for pk, created_at in files}


def _erase(missing: Iterable[Noted], now: datetime) -> None:
    waiting = list(missing)
    if not waiting:
        return
    by_digest = _files_by_digest()
    for noted in waiting:
        with one_writer(), transaction.atomic():
            erase_again(noted, {by_digest[one] for one in noted.digests if one in by_digest}, now=now)
