"""After anything that may happen in a shop, the lake holds what the database holds. Each example is made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chaland.warehouse import outbox, sync
from chaland.warehouse.checking import check
from chaland.warehouse.fact import facts
from factories.lake import EVENTFUL, STEPS, TWO_FILES, World
from factories.sales import rolled_back

pytestmark = pytest.mark.django_db

numbers = st.integers(0, 30)
histories = st.lists(st.tuples(st.sampled_from(STEPS), numbers, numbers, numbers), max_size=15)


def differences():
    return [one for one in check() if not one.agrees]


@given(histories)
@settings(max_examples=settings().max_examples // 10)
def test_lake_synced_at_the_end_equals_the_database(history):
    with rolled_back():
        world = World()
        sync.rebuild()
        for step in history:
            world.take(*step)
        assert differences() == []


@given(histories)
@settings(max_examples=settings().max_examples // 16)
def test_lake_synced_after_each_step_equals_the_database(history):
    with rolled_back():
        world = World()
        sync.rebuild()
        for step in history:
            world.take(*step)
            sync.sync()
        assert differences() == []
        assert not sync.is_behind()


@pytest.mark.parametrize("topic", sorted({fact.topic for fact in facts().values()}))
def test_lake_without_one_topic_of_the_outbox_differs(monkeypatch, topic):
    """The twin: were a write not told, the comparison would see it."""
    told = outbox.changed
    monkeypatch.setattr(outbox, "changed", lambda name, ids: None if name == topic else told(name, ids))
    world = World()
    sync.rebuild()
    for step in EVENTFUL:
        world.take(*step)
    assert {facts()[one.table].topic for one in differences()} == {topic}


def test_lake_without_the_hours_of_a_moved_store_differs(monkeypatch):
    monkeypatch.setattr(outbox, "everything_changed", lambda: None)
    world = World()
    world.take("sell_many", 0, 0, 0)
    sync.rebuild()
    world.take("move_store", 0, 1, 0)
    assert {one.table for one in differences()} == {"receipts", "lines"}


def test_every_step_does_something():
    """Steps that are always refused would prove nothing."""
    world = World()
    done = set()
    for name, *choices in [
        *EVENTFUL,
        *TWO_FILES,
        *[(name, 1, 1, 1) for name in STEPS],
        *[(name, 0, 0, 0) for name in STEPS],
    ]:
        before = outbox.Change.objects.count()
        world.take(name, *choices)
        if outbox.Change.objects.count() > before:
            done.add(name)
    assert set(STEPS) - done == {"next_day"}
