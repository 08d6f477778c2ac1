"""Several processes note who is in one segment: nobody is in it twice, and no process fails."""

import json
import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent
DATABASE = "chaland_segments"


@pytest.fixture
def start(tmp_path):
    """Starts crowd.py on a database of its own: PostgreSQL in a run on PostgreSQL, else SQLite."""
    server = os.environ.get("DATABASE_URL")
    url = f"sqlite:///{tmp_path / 'chaland.sqlite3'}"
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {DATABASE}")
        url = f"{server.rpartition('/')[0]}/{DATABASE}"
    paths = os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parents[1] / "tests")])
    environment = {**os.environ, "DATABASE_URL": url, "CHALAND_HOME": str(tmp_path), "PYTHONPATH": paths}

    def started(*arguments):
        command = [sys.executable, str(HERE / "crowd.py"), *arguments]
        return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE)

    return started


def done(process):
    said, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return json.loads(said)


def test_several_processes_note_everybody_once(start):
    done(start("open"))
    for process in [start("note", str(seed)) for seed in range(3)]:
        done(process)
    found = done(start("look"))
    assert found["open_twice"] == 0
    assert found["stays"] > 12
