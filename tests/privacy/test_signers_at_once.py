"""Processes write consents at once: the chain never forks. Without the lock, PostgreSQL must see the damage."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

HERE = Path(__file__).parent
SIGNERS, LINES = 3, 3 * 40


@pytest.fixture
def database(tmp_path):
    """The address of a database of its own: PostgreSQL in a run on PostgreSQL, else SQLite."""
    server = os.environ.get("DATABASE_URL")
    url = f"sqlite:///{tmp_path / 'chaland.sqlite3'}"
    if server:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute("DROP DATABASE IF EXISTS chaland_signers")
            connection.execute("CREATE DATABASE chaland_signers")
        url = f"{server.rpartition('/')[0]}/chaland_signers"
    start(url, "open").communicate(timeout=120)
    return url


def start(url, *arguments):
    paths = [str(HERE.parents[1] / "src"), str(HERE.parents[1] / "tests")]
    environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": os.pathsep.join(paths)}
    command = [sys.executable, str(HERE / "signer.py"), *arguments]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True)


def sign_from_everywhere(url, *arguments):
    signers = [start(url, "sign", str(seed), *arguments) for seed in range(SIGNERS)]
    assert [one.stdout.readline() for one in signers] == ["ready\n"] * SIGNERS
    for one in signers:
        one.stdin.write("go\n")
        one.stdin.flush()
    said = [one.communicate(timeout=120)[0].strip() for one in signers]
    return said, start(url, "check").communicate(timeout=120)[0].strip()


def test_the_chain_never_forks(database):
    assert sign_from_everywhere(database) == (["signed"] * SIGNERS, f"{LINES} holds")


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has one writer at a time by itself")
def test_without_the_lock_lines_are_lost(database):
    said, found = sign_from_everywhere(database, "without-guard")
    assert (said, found) != (["signed"] * SIGNERS, f"{LINES} holds")
