"""Customers are erased while a till posts and a file names them: none comes back, nothing sold is lost."""

from pathlib import Path

import pytest

from factories.processes import Script, end, hear, tell

ERASER = Path(__file__).with_name("eraser.py")
RECEIPTS = 8 + 3 * 8


@pytest.mark.rule("erasure")
def test_nobody_comes_back_while_a_till_and_a_file_name_them(tmp_path):
    eraser = Script(ERASER, tmp_path, CHALAND_HOME=str(tmp_path))
    workers = [eraser.start(*arguments) for arguments in (("erase",), ("sell", "A"), ("import",))]
    assert hear(workers) == ["ready\n"] * len(workers)
    tell(workers)
    assert [(end(worker), worker.returncode) for worker in workers] == [("", 0)] * len(workers)
    assert tuple(map(int, eraser.run("check").split())) == (RECEIPTS, 0, 0, 2)

    # Its twin: where nobody looks whether they were erased, the same file brings them back.
    unguarded = eraser.start("import", "without-guard")
    tell([unguarded])
    end(unguarded)
    _receipts, _differ, back, _customers = map(int, eraser.run("check").split())
    assert back == 6
