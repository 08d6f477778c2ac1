"""`chaland lake`: the copy taken further, compared and made anew; the shop is made up."""

import argparse
import json

import pytest

from chaland.cli import console
from chaland.cli import lake as command
from chaland.config import chores
from chaland.warehouse import outbox, sync
from factories.lake import World

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def world(settings, tmp_path):
    settings.LAKE = str(tmp_path / "lake")
    shop = World()
    shop.take("sell_many", 0, 1, 0)
    return shop


@pytest.fixture
def run(monkeypatch, capsys):
    """Run the command; returns its exit code and what it printed as a result."""
    monkeypatch.setattr(console, "settings", console.Settings(as_json=True))

    def run(*arguments):
        code = command.run(argparse.Namespace(action=arguments[0]))
        return code, json.loads(capsys.readouterr().out)

    return run


def test_sync_makes_the_lake_and_takes_in_what_changes(run, world):
    assert run("sync")[0] == 0
    world.take("sell_many", 4, 1, 1)
    code, said = run("sync")
    assert code == 0
    assert said["generation"] == sync.current().generation
    assert not sync.is_behind()


def test_check_tells_that_both_hold_the_same(run):
    code, said = run("check")
    receipts = next(one for one in said["tables"] if one["table"] == "receipts")
    assert (code, said["agrees"], receipts["rows"]) == (0, True, 4)
    assert receipts["totals"]["total_cents"][0] == receipts["totals"]["total_cents"][1]


def test_check_that_finds_a_difference_fails_and_names_it(run, world, monkeypatch):
    run("sync")
    monkeypatch.setattr(outbox, "changed", lambda *_: None)
    world.take("sell_many", 4, 1, 1)
    code, said = run("check")
    receipts = next(one for one in said["tables"] if one["table"] == "receipts")
    assert (code, said["agrees"], receipts["missing"], len(receipts["named"])) == (1, False, 4, 4)
    assert run("rebuild")[0] == 0
    assert run("check")[0] == 0


def test_check_tells_a_person_in_sentences(world, monkeypatch, capsys):
    sync.sync()
    monkeypatch.setattr(outbox, "changed", lambda *_: None)
    world.take("sell_many", 4, 1, 1)
    assert command.run(argparse.Namespace(action="check")) == 1
    assert "chaland lake rebuild" in capsys.readouterr().err


def test_server_synchronises_when_there_is_no_lake_or_much_waits(world):
    assert chores.lake_is_needed()
    sync.sync()
    world.take("sell_many", 4, 1, 1)
    assert not chores.lake_is_needed()
    for number in range(chores.ENOUGH_CHANGES):
        outbox.changed("receipt", [number])
    assert chores.lake_is_needed()
