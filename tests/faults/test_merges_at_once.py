"""Processes that merge the same customers crosswise while a till posts: nothing is lost, nothing counts twice."""

from pathlib import Path

from factories.processes import Script, end, hear, tell

MERGER = Path(__file__).with_name("merger.py")
RECEIPTS = 63


def test_merging_crosswise_while_a_till_posts_loses_and_doubles_nothing(tmp_path):
    merger = Script(MERGER, tmp_path)
    workers = [
        merger.start(*arguments)
        for arguments in (("sell",), ("merge", "0", "1"), ("merge", "1", "0"), ("merge", "1", "2"))
    ]
    assert hear(workers) == ["ready\n"] * len(workers)
    tell(workers)
    assert [(end(worker), worker.returncode) for worker in workers] == [("", 0)] * len(workers)

    assert tuple(map(int, merger.run("check").split())) == (RECEIPTS, 100 * RECEIPTS, 0, 1, 1)
