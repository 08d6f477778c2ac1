"""Customers are erased while a till posts and a file names them: none comes back, nothing sold is lost."""

import json
from pathlib import Path

import pytest

from factories.processes import Script

RECEIPTS = 8 + 3 * 8


@pytest.mark.rule("erasure")
def test_nobody_comes_back_while_a_till_and_a_file_name_them(tmp_path):
    eraser = Script(Path(__file__).with_name("eraser.py"), tmp_path, opens=False, CHALAND_HOME=str(tmp_path))
    told = json.loads(eraser.run())
    assert (told["ended"], told["found"]) == ([0, 0, 0], [RECEIPTS, 0, 0, 2])
    # Its twin: where nobody looks whether they were erased, the same file brings them back.
    _receipts, _differ, back, _customers = told["found then"]
    assert (told["unguarded"], back) == ([0], 6)
