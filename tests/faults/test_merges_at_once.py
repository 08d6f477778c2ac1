"""Processes that merge the same customers crosswise while a till posts: nothing is lost, nothing counts twice."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent
RECEIPTS = 63


@pytest.fixture
def database(tmp_path):
    """The address of a database of its own, with one shop in it: PostgreSQL in a run on PostgreSQL, else SQLite."""
    server = os.environ.get("DATABASE_URL")
    url = f"sqlite:///{tmp_path / 'chaland.sqlite3'}"
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS chaland_merges")
            connection.execute("CREATE DATABASE chaland_merges")
        url = f"{server.rpartition('/')[0]}/chaland_merges"
    start(url, "open").communicate(timeout=120)
    return url


def start(database, *arguments):
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "PYTHONPATH": os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parent)]),
    }
    command = [sys.executable, str(HERE / "merger.py"), *arguments]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def test_merging_crosswise_while_a_till_posts_loses_and_doubles_nothing(database):
    workers = [
        start(database, *arguments)
        for arguments in (("sell",), ("merge", "0", "1"), ("merge", "1", "0"), ("merge", "1", "2"))
    ]
    assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * len(workers)
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    assert [(worker.communicate(timeout=120)[0], worker.returncode) for worker in workers] == [("", 0)] * len(workers)

    out, _ = start(database, "check").communicate(timeout=120)
    assert tuple(map(int, out.split())) == (RECEIPTS, 100 * RECEIPTS, 0, 1, 1)
