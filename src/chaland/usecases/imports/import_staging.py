"""The rows of a file of receipts put in order on disk, so that memory stays flat whatever the file's own order."""

import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from pathlib import Path

import orjson
from django.conf import settings

from chaland.kernel.errors import Refusal
from chaland.usecases.imports.import_table import Row, Table


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of one receipt in the order of the file, with their numbers; or one row that cannot be read.

    heads: the cells that tell of the receipt, once for rows that follow one another and say the same.
    lines: the other cells, row by row.
    """

    numbers: list[int]
    heads: list[list[str]]
    lines: list[list[str]]
    refusal: Refusal | None = None


HEAD = 8
CACHE_KIB = 65_536
ABANDONED_SECONDS = 86_400
_PREFIX = "import-"
_KEY_MARK = "\x1f"
_INSERT = "INSERT INTO runs VALUES (?, ?, ?, ?, ?)"
# Receipts come customer by customer, those of nobody last, each in the order of their moments and of the file.
_ORDERED = """
SELECT h.first, r.rows FROM heads h JOIN runs r ON r.key = h.key
ORDER BY h.who = '', h.who, h.sold_at, h.first, r.first
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
    database.execute("CREATE TABLE runs (first INTEGER, key TEXT, who TEXT, sold_at TEXT, rows BLOB)")
    database.execute("BEGIN")
    # The lines of a receipt mostly follow one another: a run of them is staged as one.
    database.executemany(_INSERT, (_staged(list(rows)) for _, rows in groupby(table.read(), key=_head)))
    database.execute(
        "CREATE TABLE heads AS SELECT key, max(who) AS who, min(sold_at) AS sold_at, min(first) AS first "
        "FROM runs GROUP BY key"
    )
    database.execute("COMMIT")


def _head(row: Row | tuple[int, Refusal]) -> list[str] | int:
    """Return what rows of one receipt have alike; a row that cannot be read is alone with its number."""
    number, cells = row
    return number if isinstance(cells, Refusal) else cells[:HEAD]


def _staged(rows: Sequence[Row | tuple[int, Refusal]]) -> tuple[int, str, str, str, bytes]:
    first, cells = rows[0]
    if isinstance(cells, Refusal):
        # Nobody knows which receipt it belongs to: it stands alone.
        return first, f"{_KEY_MARK}{first}", "", "", orjson.dumps([[first], cells.code, cells.params])
    head = cells[:HEAD]
    store, till, receipt, sold_at, customer, card, *_ = head
    day, moment = _read_moment(sold_at)
    key = f"{store.strip()}{_KEY_MARK}{till.strip()}{_KEY_MARK}{receipt.strip()}{_KEY_MARK}{day}"
    lines = [cells[HEAD:] for _, cells in rows if isinstance(cells, list)]
    told = orjson.dumps([[number for number, _ in rows], head, lines])
    return first, key, customer.strip() or card.strip(), moment, told


@lru_cache(maxsize=10_000)
def _read_moment(sold_at: str) -> tuple[str, str]:
    """Return the day of a moment, and the moment so that text sorts as time does: the year first."""
    day, _, time = sold_at.strip().replace("T", " ").partition(" ")
    parts = day.replace(".", "/").split("/")
    return day, f"{'-'.join(reversed(parts)) if len(parts) > 1 else day} {time}"


def _receipts(database: sqlite3.Connection, skip: int) -> Iterator[Staged]:
    for _, stored in groupby(database.execute(_ORDERED), key=itemgetter(0)):
        runs = [orjson.loads(rows) for _, rows in stored]
        numbers = [number for run in runs for number in run[0]]
        if skip > 0:
            skip -= len(numbers)
        elif isinstance(runs[0][1], str):
            _, code, params = runs[0]
            yield Staged(numbers, [], [], Refusal(code, **params))
        else:
            yield Staged(numbers, [head for _, head, _ in runs], [line for _, _, lines in runs for line in lines])
