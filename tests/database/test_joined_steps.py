"""The tables are the same, made step by step by a shop that grew with the product or at once by a new one."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from factories.tables import SOURCE, make_tables

STEP_BY_STEP = Path(__file__).with_name("step_by_step.py")
pytestmark = pytest.mark.long


def made(path):
    """(table, column, type) of each column, then (kind, name, table) of each index and trigger."""
    with sqlite3.connect(path) as base:
        columns = base.execute("""
            SELECT t.name, c.name, c.type FROM sqlite_master t JOIN pragma_table_info(t.name) c WHERE t.type = 'table'
        """).fetchall()
        others = base.execute("SELECT type, name, tbl_name FROM sqlite_master WHERE type <> 'table'").fetchall()
    return sorted(columns), sorted(others)


def test_old_steps_and_joined_ones_make_the_same_tables(tmp_path):
    grown, new = tmp_path / "grown.sqlite3", tmp_path / "new.sqlite3"
    environment = {**os.environ, "PYTHONPATH": str(SOURCE), "DATABASE_URL": f"sqlite:///{grown}"}
    subprocess.run([sys.executable, str(STEP_BY_STEP)], env=environment, check=True)
    make_tables(DATABASE_URL=f"sqlite:///{grown}")
    make_tables(DATABASE_URL=f"sqlite:///{new}")
    assert made(grown) == made(new)
