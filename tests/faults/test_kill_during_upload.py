"""A server killed while it reads a file handed in at the desk goes on with it when it starts again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from factories.files import person, write_csv
from factories.tables import write_tables
from faults.conftest import free_port
from faults.test_kill_during_import import ask

SOURCE = Path(__file__).resolve().parents[2] / "src"
# Enough that another process reads them ahead.
PEOPLE = 12_000
WAIT_SECONDS = 300
HAND_IN = """
import sys, django
django.setup()
from pathlib import Path
from django.utils import timezone
from chaland.usecases.imports.read_uploads import hand_in
path = Path(sys.argv[1])
hand_in([path.read_bytes()], file_name=path.name, kind="customers", store="", check_only=False, now=timezone.now())
"""
READ = "SELECT coalesce(sum(rows_done), 0) FROM journal_importrun"
ENDED = "SELECT count(*) FROM journal_upload WHERE status = 'done'"

pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="reads the SQLite file itself")


@pytest.fixture
def run(tmp_path):
    """Start a Python process of the product in a group of its own."""
    environment = {
        **os.environ,
        "CHALAND_HOME": str(tmp_path),
        "PYTHONPATH": str(SOURCE),
        "DJANGO_SETTINGS_MODULE": "chaland.config.settings",
    }
    started = []

    def start(*arguments):
        quiet = subprocess.DEVNULL
        command = [sys.executable, "-P", *arguments]
        started.append(subprocess.Popen(command, env=environment, stdout=quiet, stderr=quiet, start_new_session=True))
        return started[-1]

    yield start
    for process in started:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def wait_until(home, sql, least):
    until = time.monotonic() + WAIT_SECONDS
    while ask(home, sql)[0] < least:
        assert time.monotonic() < until
        time.sleep(0.01)
    return ask(home, sql)[0]


def test_server_killed_while_reading_goes_on_when_it_starts_again(tmp_path, run):
    people = [person(1, reference=f"k{n}", email="", mobile="", card="", last_name=f"Bonnet{n}") for n in range(PEOPLE)]
    path = write_csv(tmp_path / "f.csv", people)
    write_tables(tmp_path / "chaland.sqlite3")
    assert run("-c", HAND_IN, str(path)).wait(timeout=60) == 0

    read = 0
    for _ in range(2):
        server = run("-m", "chaland.cli", "serve", "--port", str(free_port()))
        read = wait_until(tmp_path, READ, read + 1)
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
    killed_at = ask(tmp_path, READ)[0]
    run("-m", "chaland.cli", "serve", "--port", str(free_port()))
    wait_until(tmp_path, ENDED, 1)

    assert 0 < killed_at < PEOPLE
    assert ask(tmp_path, "SELECT count(*), count(DISTINCT reference) FROM customers_customer") == (PEOPLE, PEOPLE)
    told = "SELECT json_extract(outcome, '$.created'), rows_done, status FROM journal_importrun"
    assert ask(tmp_path, told) == (PEOPLE, PEOPLE, "done")
    assert ask(tmp_path, "SELECT count(*) FROM journal_importrun") == (1,)
