"""A customer who is erased stands nowhere any more, not in a restored backup either; what was sold stays to the cent.

The shop is made up; the commands are the real ones, on a data folder of their own.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from factories.canaries import staying
from factories.tables import write_tables

HERE = Path(__file__).parent
pytestmark = pytest.mark.skipif("DATABASE_URL" in os.environ, reason="SQLite's own files are looked into")


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    """What is found before, after the erasure, after it was asked for twice, and after an earlier backup is back."""
    home, saved = tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("saved")
    write_tables(home / "chaland.sqlite3")
    paths = os.pathsep.join([str(HERE.parents[1] / "src"), str(HERE.parent)])
    environment = {**os.environ, "CHALAND_HOME": str(home), "PYTHONPATH": paths}
    command = [sys.executable, str(HERE / "canary_shop.py"), str(saved)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_the_search_finds_every_word_before(story):
    assert {name for name, _ in story["held"]} == set(story["words"])


@pytest.mark.rule("erasure")
def test_an_erased_customer_stands_nowhere_in_the_data_folder(story):
    assert story["left"] == []
    assert (story["erased"]["again"], story["erased"]["is_clean"], story["erased"]["receipts"]) == (False, True, 7)


@pytest.mark.rule("erasure")
@pytest.mark.fault("F25")
def test_what_was_sold_stays_to_the_cent_and_the_lake_agrees(story):
    before, after = story["before"], story["after"]
    assert after == {**before, "customers": before["customers"] - 1, "lake_differs": []}


@pytest.mark.rule("erasure")
def test_erasing_twice_does_nothing(story):
    assert [one["again"] for one in story["again"]] == [True, True]


@pytest.mark.rule("erasure-after-restore")
def test_a_restored_backup_forgets_them_again(story):
    assert story["left in the restored"] == []
    assert (story["restored"]["erased_again"], story["restored twice"]["erased_again"]) == (1, 1)
    assert story["after the restore"] == story["after"]
    assert story["left in the restored twice"] == []


@pytest.mark.rule("refusals-after-restore")
@pytest.mark.rule("no-double-after-restore")
def test_a_restored_backup_keeps_the_noes_said_since_and_sends_nothing_twice(story):
    assert story["noes before"] == ["granted", [], False, [["queued", ""]]]
    for name in ("restored", "restored twice"):
        assert story[f"noes in the {name}"] == ["withdrawn", ["restricted"], True, [["parked", "restored"]]]
        # A withdrawal, a restriction, their objection, and that of who was erased.
        assert (story[name]["refused_again"], story[name]["mails_set_aside"]) == (4, 1)


def test_the_ledger_of_consents_still_holds(story):
    assert story["chain"]["code"] == 0


def test_what_stays_of_a_receipt_is_known_column_by_column():
    assert staying() == [
        "campaigns.Message.occasion",
        "campaigns.Message.tier",
        "loyalty.Voucher.code",
        "loyalty.Voucher.key",
        "loyalty.Voucher.reserved_by",
        "sales.Receipt.body_hash",
        "sales.Receipt.flags",
        "sales.Receipt.number",
        "sales.Receipt.payment_method",
        "sales.Receipt.source",
        "sales.ReceiptConflict.body_hash",
        "sales.ReceiptConflict.reason",
    ]
