"""What of the lake stands on the database: the outbox, its commits, tills beside synchronisations."""

import pytest

from chaland.warehouse import sync
from chaland.warehouse.checking import check
from factories.lake import EVENTFUL, TWO_FILES, World


@pytest.mark.django_db
def test_eventful_history_is_in_the_lake():
    world = World()
    sync.rebuild()
    for step in [*EVENTFUL, *TWO_FILES]:
        world.take(*step)
    sync.sync()
    assert [one for one in check() if not one.agrees] == []


@pytest.mark.parametrize("what", ["sync", "rebuild"])
def test_tills_beside_two_processes_lose_nothing(shop, what):
    assert shop("together", "4", what) == {"failed": 0, "found": []}


def test_forgetting_what_was_not_seen_loses_receipts(shop):
    """The twin without the guard must see damage, else the test above could not fail."""
    assert shop("together", "8", "sync", "forgetful")["found"] != []
