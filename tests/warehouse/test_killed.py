"""Synchronisations killed between any two steps: nothing is lost or doubled."""


def test_sync_killed_at_any_step_loses_and_doubles_nothing(shop):
    result = shop("kills", "sync")
    assert result["found"] == []
    assert result["kills"] >= 8


def test_rebuild_killed_at_any_step_loses_and_doubles_nothing(shop):
    result = shop("kills", "rebuild")
    assert result["found"] == []
    assert result["kills"] >= 7
