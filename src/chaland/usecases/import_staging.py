"""The rows of a file of receipts put in order on disk, so that memory stays flat whatever the file's own order."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby, islice
from operator import itemgetter
from pathlib import Path

import orjson
from django.conf import settings

from chaland.kernel.errors import Refusal
from chaland.usecases.import_table import Table


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of one receipt in the order of the file, with their numbers; or one row that cannot be read."""

    numbers: list[int]
    lines: list[list[str]]
    refusal: Refusal | None = None


CACHE_KIB = 65_536
ABANDONED_SECONDS = 86_400
_PREFIX = "import-"
_KEY_MARK = "\x1f"
_INSERT = "INSERT INTO lines VALUES (?, ?, ?, ?, ?)"
# Receipts come customer by customer, those of nobody last, each in the order of their moments and of the file.
_ORDERED = """
SELECT h.first, l.number, l.cells FROM heads h JOIN lines l ON l.key = h.key
ORDER BY h.who = '', h.who, h.sold_at, h.first, l.number
"""


@contextmanager
def staged_receipts(table: Table, *, skip: int) -> Iterator[Iterator[Staged]]:
    """Give the receipts of a table, without those that its first `skip` rows, in this order, make up."""
    _sweep(settings.HOME)
    with tempfile.TemporaryDirectory(prefix=_PREFIX, dir=settings.HOME) as folder:
        database = sqlite3.connect(Path(folder) / "lines.sqlite3", isolation_level=None)
        try:
            for pragma in ("journal_mode=OFF", "synchronous=OFF", f"cache_size=-{CACHE_KIB}", "locking_mode=EXCLUSIVE"):
                database.execute(f"PRAGMA {pragma}")
            _fill(database, table)
            yield _receipts(database, skip)
        finally:
            database.close()


def _sweep(home: Path) -> None:
    """Remove what imports that were killed left behind, once no import can still be using it."""
    for folder in home.glob(f"{_PREFIX}*"):
        if time.time() - folder.stat().st_mtime > ABANDONED_SECONDS:
            shutil.rmtree(folder, ignore_errors=True)


def _fill(database: sqlite3.Connection, table: Table) -> None:
    database.execute("CREATE TABLE lines (number INTEGER, key TEXT, who TEXT, sold_at TEXT, cells BLOB)")
    database.execute("BEGIN")
    database.executemany(_INSERT, (_staged(number, cells) for number, cells in table.read()))
    database.execute(
        "CREATE TABLE heads AS SELECT key, max(who) AS who, min(sold_at) AS sold_at, min(number) AS first "
        "FROM lines GROUP BY key"
    )
    database.execute("COMMIT")


def _staged(number: int, cells: list[str] | Refusal) -> tuple[int, str, str, str, bytes]:
    if isinstance(cells, Refusal):
        # Nobody knows which receipt it belongs to: it stands alone.
        return number, f"{_KEY_MARK}{number}", "", "", orjson.dumps({"code": cells.code, "params": cells.params})
    store, till, receipt, sold_at, customer, card, *_ = cells
    day, moment = _read_moment(sold_at)
    key = f"{store.strip()}{_KEY_MARK}{till.strip()}{_KEY_MARK}{receipt.strip()}{_KEY_MARK}{day}"
    return number, key, customer.strip() or card.strip(), moment, orjson.dumps(cells)


@lru_cache(maxsize=10_000)
def _read_moment(sold_at: str) -> tuple[str, str]:
    """Return the day of a moment, and the moment so that text sorts as time does: the year first."""
    day, _, time = sold_at.strip().replace("T", " ").partition(" ")
    parts = day.replace(".", "/").split("/")
    return day, f"{'-'.join(reversed(parts)) if len(parts) > 1 else day} {time}"


def _receipts(database: sqlite3.Connection, skip: int) -> Iterator[Staged]:
    rows = islice(database.execute(_ORDERED), skip, None)
    for _, lines in groupby(rows, key=itemgetter(0)):
        numbers, cells = zip(*((number, orjson.loads(stored)) for _, number, stored in lines), strict=True)
        if isinstance(cells[0], dict):
            yield Staged(list(numbers), [], Refusal(cells[0]["code"], **cells[0]["params"]))
        else:
            yield Staged(list(numbers), list(cells))
