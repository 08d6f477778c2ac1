"""The floor under the benches: the same rows written and read by bare sqlite3, without the product."""

import random
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from _shop import NOW

RECEIPT = (
    "INSERT INTO sales_receipt (store_id, till_id, number, business_on, body_hash, sold_at, received_at, customer_id, "
    "card_number, payment_method, total_cents, source, flags) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '', ?, 'floor', '')"
)
LINE = (
    "INSERT INTO sales_receiptline (receipt_id, position, product_id, label, quantity_milli, amount_cents) "
    "VALUES (?, ?, ?, '', 1000, ?)"
)


@contextmanager
def bare(folder: Path) -> Iterator[sqlite3.Connection]:
    """Open the file as the product does: write-ahead log, every commit on disk."""
    database = sqlite3.connect(folder / "chaland.sqlite3", isolation_level=None)
    try:
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536"):
            database.execute(f"PRAGMA {pragma}")
        yield database
    finally:
        database.close()


def write_receipts(folder: Path, receipts: int, lines: int, per_commit: int, customers: int) -> list[float]:
    """Write receipts with their lines; returns the seconds of each transaction. What it wrote is removed again."""
    chance = random.Random(1)
    with bare(folder) as database:
        tills = database.execute("SELECT store_id, id FROM stores_till").fetchall()
        products = [row[0] for row in database.execute("SELECT id FROM stores_product")]
        seconds = []
        for first in range(0, receipts, per_commit):
            batch = [_row(chance, tills, number, customers) for number in range(first, first + per_commit)]
            begun = time.perf_counter()
            database.execute("BEGIN IMMEDIATE")
            for row in batch:
                receipt_id = database.execute(RECEIPT, row).lastrowid
                rows = [(receipt_id, place, chance.choice(products), row[-1] // lines) for place in range(lines)]
                database.executemany(LINE, rows)
            database.execute("COMMIT")
            seconds.append(time.perf_counter() - begun)
        _remove(database)
    return seconds


def _row(chance: random.Random, tills: Sequence[tuple[int, int]], number: int, customers: int) -> tuple[Any, ...]:
    store_id, till_id = chance.choice(tills)
    moment = NOW.replace(tzinfo=None).isoformat(" ")
    # Random, as a hash is: the index of nothing is written in order.
    digest = f"{chance.getrandbits(256):064x}"
    customer_id = 1 + chance.randrange(customers)
    return store_id, till_id, f"floor-{number}", "2026-11-22", digest, moment, moment, customer_id, 5000


def _remove(database: sqlite3.Connection) -> None:
    database.execute("BEGIN IMMEDIATE")
    only = "SELECT id FROM sales_receipt WHERE source = 'floor'"
    database.execute(f"DELETE FROM sales_receiptline WHERE receipt_id IN ({only})")  # noqa: S608
    database.execute("DELETE FROM sales_receipt WHERE source = 'floor'")
    database.execute("COMMIT")
