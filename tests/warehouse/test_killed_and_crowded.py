"""Synchronisations killed between any two steps, and several at once beside tills: nothing is lost or doubled."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent


@pytest.fixture
def shop(tmp_path):
    """Runs lake_shop.py on a database of its own: PostgreSQL in a run on PostgreSQL, else SQLite."""
    server = os.environ.get("DATABASE_URL")
    url = f"sqlite:///{tmp_path / 'chaland.sqlite3'}"
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS chaland_lake WITH (FORCE)")
            connection.execute("CREATE DATABASE chaland_lake")
        url = f"{server.rpartition('/')[0]}/chaland_lake"
    paths = [str(HERE.parents[1] / "src"), str(HERE.parents[1] / "tests")]
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "CHALAND_HOME": str(tmp_path),
        "CHALAND_LAKE": str(tmp_path / "lake"),
        "PYTHONPATH": os.pathsep.join(paths),
    }

    def run(*arguments):
        command = [sys.executable, str(HERE / "lake_shop.py"), *arguments]
        return json.loads(subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout)

    run("open")
    return run


def test_sync_killed_at_any_step_loses_and_doubles_nothing(shop):
    result = shop("kills", "sync")
    assert result["found"] == []
    assert result["kills"] >= 8


def test_rebuild_killed_at_any_step_loses_and_doubles_nothing(shop):
    result = shop("kills", "rebuild")
    assert result["found"] == []
    assert result["kills"] >= 7


@pytest.mark.parametrize("what", ["sync", "rebuild"])
def test_tills_beside_two_processes_lose_nothing(shop, what):
    assert shop("together", "8", what) == {"failed": 0, "found": []}


def test_forgetting_what_was_not_seen_loses_receipts(shop):
    """The twin without the guard must see damage, else the test above could not fail."""
    assert shop("together", "8", "sync", "forgetful")["found"] != []
