"""Processes that run a script of the tests on one database of their own: what a single process cannot show."""

import os
import subprocess
import sys
from pathlib import Path

from factories.tables import create_database, write_tables

TESTS = Path(__file__).parents[1]
PATIENCE_SECONDS = 120


def own_database(name, folder):
    """The address of a database that holds tables and nothing else: PostgreSQL in a run on PostgreSQL, else SQLite."""
    if server := os.environ.get("DATABASE_URL"):
        # The workers of a run share one server.
        return create_database(server, name + os.environ.get("PYTEST_XDIST_WORKER", ""))
    path = folder / "chaland.sqlite3"
    write_tables(path)
    return f"sqlite:///{path}"


class Script:
    """A script that opens, changes or looks at the database, by its arguments; without `opens`, all of it at once."""

    def __init__(self, path, folder, *, opens=True, **environment):
        paths = os.pathsep.join([str(TESTS.parent / "src"), str(TESTS)])
        url = own_database(f"chaland_{path.stem}", folder)
        self.path = path
        self.environment = {**os.environ, "DATABASE_URL": url, "PYTHONPATH": paths, **environment}
        if opens:
            self.run("open")

    def start(self, *arguments):
        command = [sys.executable, str(self.path), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdin=pipe, stdout=pipe, text=True)

    def run(self, *arguments):
        """Return what the script printed. Fails unless it ended well."""
        process = self.start(*arguments)
        said = end(process)
        assert process.returncode == 0, said
        return said


def end(process):
    """Return what a process printed until it ended, well or not."""
    return process.communicate(timeout=PATIENCE_SECONDS)[0]


def hear(processes):
    """Wait for one line of each."""
    return [process.stdout.readline() for process in processes]


def tell(processes):
    """Let them go on, all at once."""
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
