"""Processes write consents at once: the chain never forks. Without the lock, PostgreSQL must see the damage."""

import os
from pathlib import Path

import pytest

from factories.processes import Script, end, hear, tell

SIGNER = Path(__file__).with_name("signer.py")
SIGNERS, LINES = 3, 3 * 40


def sign_from_everywhere(folder, *arguments):
    """Return what each signer said at the end, and what is found then."""
    signer = Script(SIGNER, folder)
    signers = [signer.start("sign", str(seed), *arguments) for seed in range(SIGNERS)]
    assert hear(signers) == ["ready\n"] * SIGNERS
    tell(signers)
    return [end(one).strip() for one in signers], signer.run("check").strip()


def test_the_chain_never_forks(tmp_path):
    assert sign_from_everywhere(tmp_path) == (["signed"] * SIGNERS, f"{LINES} holds")


@pytest.mark.skipif("DATABASE_URL" not in os.environ, reason="SQLite has one writer at a time by itself")
def test_without_the_lock_lines_are_lost(tmp_path):
    said, found = sign_from_everywhere(tmp_path, "without-guard")
    assert (said, found) != (["signed"] * SIGNERS, f"{LINES} holds")
