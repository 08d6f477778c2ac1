"""Several processes post the same receipts at once: nothing is lost, nothing counts twice.

The twin without the guards must see damage, else this test could not fail.
"""

from pathlib import Path

import pytest

from factories.processes import Script, end, hear, tell

POSTER = Path(__file__).with_name("poster.py")
POSTERS = 4
FIRST = 40
RECEIPTS = FIRST + 20 + POSTERS * 40
TOTAL_CENTS = RECEIPTS * 100


@pytest.fixture
def poster(tmp_path):
    """A shop of its own, and what posts to it."""
    return Script(POSTER, tmp_path)


def numbers(told):
    """Return the numbers a process printed; none if it crashed."""
    return tuple(int(word) for word in told.split() if word.isdigit())


def start(poster, *arguments):
    posters = [poster.start("post", str(seed), *arguments) for seed in range(POSTERS)]
    assert hear(posters) == ["ready\n"] * POSTERS
    tell(posters)
    return posters


def let_all_read(posters):
    """Let every poster read what it will write before any of them writes; return what each one said at the end."""
    heard = hear(posters)
    tell(one for one, said in zip(posters, heard, strict=True) if said == "read\n")
    return [numbers(said) or numbers(end(one)) for one, said in zip(posters, heard, strict=True)]


def test_processes_posting_at_once_lose_and_double_nothing(poster):
    results = [numbers(end(one)) for one in start(poster)]

    assert [failed for _, failed in results] == [0] * POSTERS
    assert sum(created for created, _ in results) == RECEIPTS - FIRST
    assert numbers(poster.run("check")) == (RECEIPTS, TOTAL_CENTS, 1)


def test_processes_without_guards_see_damage(poster):
    results = let_all_read(start(poster, "without-guard"))

    crashed = any(not result or result[1] for result in results)
    assert crashed or numbers(poster.run("check")) != (RECEIPTS, TOTAL_CENTS, 1)
