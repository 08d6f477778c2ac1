"""A backup is checked before it is called good, and one that is damaged is never put back; the shop is made up."""

import sqlite3
import threading
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from chaland.kernel.errors import NotFound, Refusal
from chaland.usecases.upkeep import back_up as saving
from chaland.usecases.upkeep.back_up import DATABASE, back_up, backups, counted, verify
from chaland.usecases.upkeep.restore_backup import chosen

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


@pytest.fixture
def base(tmp_path, settings, monkeypatch):
    """A little database that stands for the shop's."""
    settings.HOME, settings.ERASURES = tmp_path, str(tmp_path / "erasures.jsonl")
    path = tmp_path / "shop.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.executescript("PRAGMA journal_mode=WAL; CREATE TABLE t (x); INSERT INTO t VALUES (1), (2)")
    monkeypatch.setattr(saving, "database_file", lambda: path)
    return path


@pytest.mark.rule("backups")
def test_backup_holds_what_was_written_and_not_yet_in_the_file(base, tmp_path):
    with closing(sqlite3.connect(base)) as writer:
        writer.execute("INSERT INTO t VALUES (3)")
        writer.commit()
        saved = back_up(tmp_path / "saved", now=NOW)
    assert (saved.counts, saved.folder.name) == ({"t": 3}, "chaland-20260302T120000Z")
    assert verify(saved.folder)["counts"] == {"t": 3}


@contextmanager
def written_all_along(path):
    """Write in two tables at once, transaction after transaction; gives how many were committed so far."""
    with closing(sqlite3.connect(path)) as made:
        made.executescript("CREATE TABLE a (x TEXT); CREATE TABLE b (x TEXT)")
    committed, enough = [0], threading.Event()

    def write():
        with closing(sqlite3.connect(path)) as live:
            while not enough.is_set():
                for table in ("a", "b"):
                    live.execute(f"INSERT INTO {table} VALUES ('{'x' * 500}')")  # noqa: S608
                live.commit()
                committed[0] += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while committed[0] < 50:
            assert writer.is_alive()
        yield committed
    finally:
        enough.set()
        writer.join()


@pytest.mark.rule("backups")
def test_backup_of_a_database_that_is_written_all_along_is_one_moment_of_it(base, tmp_path):
    with written_all_along(base) as committed:
        for hour in range(3):
            before = committed[0]
            saved = back_up(tmp_path / "saved", now=NOW + timedelta(hours=hour))
            after = committed[0]
            assert verify(saved.folder)["counts"] == saved.counts
            assert saved.counts["a"] == saved.counts["b"]
            # One more may have been committed and not counted yet.
            assert before <= saved.counts["a"] <= after + 1


def test_a_plain_copy_of_the_file_lacks_what_was_written(base, tmp_path):
    with written_all_along(base) as committed, closing(sqlite3.connect(base)) as reader:
        reader.execute("PRAGMA wal_autocheckpoint=0")
        reader.execute("BEGIN")
        reader.execute("SELECT COUNT(*) FROM a").fetchone()
        copy, before = tmp_path / "copy.sqlite3", committed[0]
        while committed[0] < before + 20:
            pass
        copy.write_bytes(base.read_bytes())
        written = committed[0]
    try:
        with closing(sqlite3.connect(copy)) as copied:
            (kept,) = copied.execute("SELECT COUNT(*) FROM a").fetchone()
    except sqlite3.Error:
        kept = 0
    assert kept < written


@pytest.mark.rule("backups")
@pytest.mark.parametrize("damage", [lambda whole: whole[:-4096], lambda whole: whole[:100], lambda _: b""])
def test_damaged_backup_is_refused(base, tmp_path, damage):
    copy = back_up(tmp_path / "saved", now=NOW).folder / DATABASE
    copy.write_bytes(damage(copy.read_bytes()))
    with pytest.raises(Refusal, match="backup_is_bad"):
        verify(copy.parent)


@pytest.mark.rule("backups")
def test_backup_that_fails_leaves_the_earlier_one(base, tmp_path, monkeypatch):
    earlier = back_up(tmp_path / "saved", now=NOW).folder

    def full(_copy):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(saving, "counted", full)
    with pytest.raises(OSError, match="No space left"):
        back_up(tmp_path / "saved", now=NOW + timedelta(hours=1))
    assert [path.name for path in (tmp_path / "saved").iterdir()] == [earlier.name]


@pytest.mark.rule("backups")
def test_backups_older_than_thirty_five_days_are_dropped(base, tmp_path):
    for days in (0, 1, 35):
        back_up(tmp_path / "saved", now=NOW + timedelta(days=days))
    saved = back_up(tmp_path / "saved", now=NOW + timedelta(days=36))
    left = [(moment - NOW).days for moment in backups(tmp_path / "saved")]
    assert (left, saved.dropped) == ([1, 35, 36], 1)


def test_latest_backup_is_chosen(base, tmp_path):
    with pytest.raises(NotFound, match="backup_not_found"):
        chosen(tmp_path / "saved")
    back_up(tmp_path / "saved", now=NOW)
    last = back_up(tmp_path / "saved", now=NOW + timedelta(days=1)).folder
    assert (chosen(tmp_path / "saved"), chosen(last)) == (last, last)


def test_foreign_key_that_leads_nowhere_makes_a_bad_copy(tmp_path):
    path = tmp_path / "bad.sqlite3"
    with closing(sqlite3.connect(path)) as made:
        made.executescript("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a REFERENCES a(id))")
        made.execute("INSERT INTO b VALUES (7)")
        made.commit()
    with pytest.raises(Refusal, match="backup_is_bad"):
        counted(path)


@pytest.mark.django_db
def test_postgresql_is_told_what_to_use(tmp_path):
    if connection.vendor == "sqlite":
        pytest.skip("on PostgreSQL")
    with pytest.raises(Refusal, match="backup_needs_sqlite"):
        back_up(tmp_path, now=NOW)
