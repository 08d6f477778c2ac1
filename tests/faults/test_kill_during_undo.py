"""An undo killed again and again takes back what one left alone takes back."""

import json
import time
from pathlib import Path

from factories.processes import Script, end

UNDOER = Path(__file__).with_name("undoer.py")
DELAYS = (0.0, 0.14)
"""After a batch, in seconds: within the pause, and while the next one is written."""


def undo_killed(shop, number, delay):
    """Take back until a batch is written, then pull the plug."""
    undoing = shop.start("undo", number)
    assert undoing.stdout.readline() != ""
    time.sleep(delay)
    undoing.kill()
    end(undoing)


def opened(folder):
    folder.mkdir()
    return Script(UNDOER, folder, opens=False)


def last_line(said):
    return json.loads(said.splitlines()[-1])


def test_undo_killed_again_and_again_ends_as_one_left_alone(tmp_path):
    alone = last_line(opened(tmp_path / "alone").run("alone"))
    shop = opened(tmp_path / "killed")
    number = shop.run("open").strip()
    came = []
    for delay in DELAYS:
        undo_killed(shop, number, delay)
        came.append(last_line(shop.run("check")))

    assert [(one["status"], one["figures_hold"]) for one in came] == [("undoing", True)] * len(DELAYS)
    assert 0 < came[0]["rows"] < came[1]["rows"]
    assert last_line(shop.run("end", number)) == alone
    undone, stored = alone
    assert (undone["receipts"], undone["customers"], undone["kept"], stored["customers"]) == (
        200,
        38,
        1,
        ["x:1", "x:2"],
    )
