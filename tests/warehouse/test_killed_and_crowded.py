"""Synchronisations killed between any two steps, and several at once beside tills: nothing is lost or doubled."""

import json
from pathlib import Path

import pytest

from factories.processes import Script

LAKE_SHOP = Path(__file__).with_name("lake_shop.py")


@pytest.fixture
def shop(tmp_path):
    """Runs lake_shop.py on a database and a lake of its own."""
    script = Script(LAKE_SHOP, tmp_path, CHALAND_HOME=str(tmp_path), CHALAND_LAKE=str(tmp_path / "lake"))
    return lambda *arguments: json.loads(script.run(*arguments))


def test_sync_killed_at_any_step_loses_and_doubles_nothing(shop):
    result = shop("kills", "sync")
    assert result["found"] == []
    assert result["kills"] >= 8


def test_rebuild_killed_at_any_step_loses_and_doubles_nothing(shop):
    result = shop("kills", "rebuild")
    assert result["found"] == []
    assert result["kills"] >= 7


@pytest.mark.parametrize("what", ["sync", "rebuild"])
def test_tills_beside_two_processes_lose_nothing(shop, what):
    assert shop("together", "8", what) == {"failed": 0, "found": []}


def test_forgetting_what_was_not_seen_loses_receipts(shop):
    """The twin without the guard must see damage, else the test above could not fail."""
    assert shop("together", "8", "sync", "forgetful")["found"] != []
