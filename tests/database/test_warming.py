"""What the server reads of its file as it starts, and that SQLite keeps its locks meanwhile."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing

from chaland.database import warming

COUNT = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute('SELECT count(*) FROM kept').fetchone()[0])"
"""Another program opens the file and closes it again: whoever is the last to do so tidies up."""


def test_file_is_read_to_its_end(tmp_path):
    file = tmp_path / "made_up"
    file.write_bytes(b"x" * (2 * warming.CHUNK + 7))
    assert warming.read_once(file) == 2 * warming.CHUNK + 7


def test_file_larger_than_half_of_the_memory_is_read_in_part(tmp_path, monkeypatch):
    file = tmp_path / "made_up"
    file.write_bytes(b"x" * (3 * warming.CHUNK))
    told = {"SC_PHYS_PAGES": 4, "SC_PAGE_SIZE": warming.CHUNK}
    monkeypatch.setattr(os, "sysconf", told.__getitem__)
    assert warming.read_once(file) == 2 * warming.CHUNK


def counted(path):
    """What another program finds."""
    told = subprocess.run([sys.executable, "-c", COUNT, str(path)], check=True, capture_output=True, text=True)
    return int(told.stdout)


def found_by_others(path, read):
    """Write after the file was read by this means and looked at by another program; returns what others then find."""
    with closing(sqlite3.connect(path, isolation_level=None)) as ours:
        ours.execute("PRAGMA journal_mode=WAL")
        ours.execute("CREATE TABLE kept (number)")
        read(path)
        counted(path)
        ours.execute("INSERT INTO kept VALUES (1)")
        return counted(path)


def test_nothing_is_lost_to_the_reading(tmp_path):
    assert found_by_others(tmp_path / "shop.sqlite3", lambda path: warming.start(path).wait()) == 1


def test_read_by_our_own_process_what_is_written_would_be_lost(tmp_path):
    assert found_by_others(tmp_path / "shop.sqlite3", warming.read_once) == 0
