"""An import killed again and again ends with what an import left alone ends with."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from factories.files import row, write_csv
from factories.tables import write_tables

SOURCE = Path(__file__).resolve().parents[2] / "src"
RECEIPTS = 6000
CUSTOMERS = 400
KILLS = 3
STORED = """
SELECT (SELECT count(*) FROM sales_receipt), (SELECT count(*) FROM sales_receiptline),
       (SELECT sum(total_cents) FROM sales_receipt), (SELECT count(DISTINCT number) FROM sales_receipt),
       (SELECT count(*) FROM customers_customer), (SELECT sum(revenue_cents) FROM sales_figures WHERE store_id IS NULL),
       (SELECT sum(visits) FROM sales_figures WHERE store_id IS NULL), (SELECT sum(bought) FROM sales_categoryfigures)
"""

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="reads the SQLite file itself")


def start(home, path):
    command = [sys.executable, "-P", "-m", "chaland.cli", "import", str(path), "--kind", "receipts", "--json"]
    environment = {**os.environ, "CHALAND_HOME": str(home), "PYTHONPATH": str(SOURCE)}
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)


def ask(home, sql):
    database = sqlite3.connect(home / "chaland.sqlite3", timeout=30)
    try:
        return database.execute(sql).fetchone()
    except sqlite3.OperationalError:
        return (0,)
    finally:
        database.close()


def kill_after_progress(home, path):
    """Start an import and kill it once it has taken some more rows; tell whether it was still at work."""
    before = ask(home, "SELECT coalesce(sum(rows_done), 0) FROM journal_importrun")[0]
    importing = start(home, path)
    while importing.poll() is None:
        if ask(home, "SELECT coalesce(sum(rows_done), 0) FROM journal_importrun")[0] > before:
            importing.send_signal(signal.SIGKILL)
            break
        time.sleep(0.005)
    importing.communicate()
    return importing.returncode == -signal.SIGKILL


def test_import_killed_again_and_again_loses_and_doubles_nothing(tmp_path):
    rows = [
        row(
            str(number),
            sku=sku,
            customer=f"x:{number % CUSTOMERS}",
            sold_at=f"2026-03-{1 + number % 28:02} 13:00",
            amount=f"{number % 90},10",
        )
        for number in range(RECEIPTS)
        for sku in ("A", "B")
    ]
    path = write_csv(tmp_path / "f.csv", rows)
    homes = [tmp_path / "killed", tmp_path / "alone"]
    for home in homes:
        home.mkdir()
        write_tables(home / "chaland.sqlite3")

    killed = sum(kill_after_progress(homes[0], path) for _ in range(KILLS))
    for home in homes:
        out, _ = start(home, path).communicate(timeout=300)
        told = json.loads(out)

    assert killed >= 1
    assert (told["created"], told["rejected"], told["conflicts"]) == (RECEIPTS, 0, 0)
    assert ask(homes[0], STORED) == ask(homes[1], STORED)
    assert ask(homes[0], STORED)[0] == RECEIPTS
    counts = "SELECT json_extract(outcome, '$.created'), rows_done, status FROM journal_importrun ORDER BY id LIMIT 1"
    assert ask(homes[0], counts) == (RECEIPTS, 2 * RECEIPTS, "done")
