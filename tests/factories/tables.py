"""Databases with all their tables. Making them takes seconds, so that is done once in a run, and copied."""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

SOURCE = Path(__file__).parents[2] / "src"
# Of the whole run: its workers share it (tests/conftest.py).
FOLDER = Path(os.environ["CHALAND_HOME"]).parent
SQLITE = FOLDER / "tables" / "chaland.sqlite3"
POSTGRES = "chaland_tables"
FIRST_START = """
import django
django.setup()
from chaland.cli.tables import bring_up_to_date
bring_up_to_date()
"""


@contextmanager
def one_at_a_time():
    with (FOLDER / "tables.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_tables(**environment):
    """Make the tables as the first start of the product does, or the rest of them where some are there."""
    run_django("-c", FIRST_START, **environment)


def go_through_steps(**environment):
    """Make the tables step by step, as a shop does that was opened before the last of them."""
    run_django("-m", "django", "migrate", "--verbosity", "0", **environment)


def run_django(*arguments, **environment):
    settings = {"DJANGO_SETTINGS_MODULE": "chaland.config.settings", "PYTHONPATH": str(SOURCE)}
    subprocess.run([sys.executable, *arguments], env={**os.environ, **settings, **environment}, check=True)


def made_tables():
    """The SQLite file with all tables, and nothing but what the first start of the product writes."""
    with one_at_a_time():
        if not SQLITE.exists():
            SQLITE.parent.mkdir(exist_ok=True)
            make_tables(DATABASE_URL=f"sqlite:///{SQLITE}.new")
            Path(f"{SQLITE}.new").rename(SQLITE)
    return SQLITE


def write_tables(path):
    """Write a SQLite file with all tables, as the first start of the product would."""
    shutil.copyfile(made_tables(), path)


def fill_memory(connection):
    """Give a SQLite database in memory all tables."""
    with closing(sqlite3.connect(made_tables())) as tables:
        tables.backup(connection)


def name_of_copy(server):
    """Make this worker's database on the PostgreSQL server; return its name."""
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'alone')}"
    create_database(server, name)
    return name


def create_database(server, name):
    """Make a database with all tables on a PostgreSQL server; return its address. One of that name is dropped."""
    address = server.rpartition("/")[0]
    with one_at_a_time(), psycopg.connect(server, autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [POSTGRES]).fetchone()
        if not known:
            connection.execute(f"CREATE DATABASE {POSTGRES}_new")
            make_tables(DATABASE_URL=f"{address}/{POSTGRES}_new")
            connection.execute(f"ALTER DATABASE {POSTGRES}_new RENAME TO {POSTGRES}")
        connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {POSTGRES}")
    return f"{address}/{name}"
