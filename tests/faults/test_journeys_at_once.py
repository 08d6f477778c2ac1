"""Journeys run in several processes at once, one of which is killed: each person enters and is written to once."""

from pathlib import Path

import pytest

from factories.processes import Script, end, hear, tell

TRAVELLER = Path(__file__).with_name("traveller.py")
PEOPLE = 30


def run(shop, *manners):
    workers = [shop.start("run", *manner) for manner in manners]
    assert hear(workers) == ["ready\n"] * len(workers)
    tell(workers)
    for worker in workers:
        end(worker)
    return [worker.returncode for worker in workers]


@pytest.mark.long
def test_people_enter_and_are_written_to_once_whoever_runs_and_dies(tmp_path):
    shop = Script(TRAVELLER, tmp_path, CHALAND_HOME=str(tmp_path))
    codes = run(shop, ("die", "3"), (), ())
    assert codes[0] != 0
    assert codes[1:] == [0, 0]
    assert run(shop, ()) == [0]
    assert shop.run("check").split() == [str(PEOPLE)] * 4

    # Its twin: where an occasion is called after who found it, everybody enters anew and is written to again.
    assert run(shop, ("without-guard",)) == [0]
    entered, people, messages, reached = map(int, shop.run("check").split())
    assert (entered, people, messages, reached) == (2 * PEOPLE, PEOPLE, 2 * PEOPLE, PEOPLE)
