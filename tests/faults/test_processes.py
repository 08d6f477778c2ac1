"""Several processes post the same receipts at once: nothing is lost, nothing counts twice.

The twin without the guards must see damage, else this test could not fail.
"""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent
POSTERS = 4
FIRST = 40
RECEIPTS = FIRST + 20 + POSTERS * 40
TOTAL_CENTS = RECEIPTS * 100


@pytest.fixture
def database(tmp_path):
    """The address of a database of its own, with one shop in it: PostgreSQL in a run on PostgreSQL, else SQLite."""
    server = os.environ.get("DATABASE_URL")
    url = f"sqlite:///{tmp_path / 'chaland.sqlite3'}"
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS chaland_processes")
            connection.execute("CREATE DATABASE chaland_processes")
        url = f"{server.rpartition('/')[0]}/chaland_processes"
    run(url, "open")
    return url


def start(database, *arguments):
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "PYTHONPATH": os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parent)]),
    }
    command = [sys.executable, str(HERE / "poster.py"), *arguments]
    return subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def run(database, *arguments):
    return finish(start(database, *arguments))


def finish(process):
    """Return the numbers a process printed last; none if it crashed."""
    out, _ = process.communicate(timeout=120)
    return numbers(out)


def numbers(told):
    return tuple(int(word) for word in told.split() if word.isdigit())


def post_from_everywhere(database):
    posters = [start(database, "post", str(seed)) for seed in range(POSTERS)]
    hear(posters)
    tell(posters)
    return [finish(poster) for poster in posters]


def post_without_guards(database):
    """Let every poster read what it will write before any of them writes."""
    posters = [start(database, "post", str(seed), "without-guard") for seed in range(POSTERS)]
    hear(posters)
    tell(posters)
    heard = hear(posters)
    tell(poster for poster, said in zip(posters, heard, strict=True) if said == "read\n")
    return [numbers(said) or finish(poster) for poster, said in zip(posters, heard, strict=True)]


def hear(posters):
    return [poster.stdout.readline() for poster in posters]


def tell(posters):
    for poster in posters:
        poster.stdin.write("go\n")
        poster.stdin.flush()


def test_processes_posting_at_once_lose_and_double_nothing(database):
    results = post_from_everywhere(database)

    assert [failed for _, failed in results] == [0] * POSTERS
    assert sum(created for created, _ in results) == RECEIPTS - FIRST
    assert run(database, "check") == (RECEIPTS, TOTAL_CENTS, 1)


def test_processes_without_guards_see_damage(database):
    results = post_without_guards(database)

    crashed = any(not result or result[1] for result in results)
    assert crashed or run(database, "check") != (RECEIPTS, TOTAL_CENTS, 1)
