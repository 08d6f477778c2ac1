"""Processes write consents at once: the chain never forks. Without the lock, PostgreSQL must see the damage."""

import os
from pathlib import Path

import pytest

from factories.processes import Script

LINES = 3 * 40


def sign_from_everywhere(folder, *arguments):
    """What is said once every signer has ended."""
    return Script(Path(__file__).with_name("signer.py"), folder, opens=False).run(*arguments).strip()


def test_the_chain_never_forks(tmp_path):
    assert sign_from_everywhere(tmp_path) == f"True {LINES} holds"


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has one writer at a time by itself")
def test_without_the_lock_lines_are_lost(tmp_path):
    assert sign_from_everywhere(tmp_path, "without-guard") != f"True {LINES} holds"
