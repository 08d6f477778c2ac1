"""A lake that is lost or damaged heals itself at the next question; the shop is made up."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from django.test import override_settings

from chaland.sales import facts as sales_facts
from chaland.sales.models import Receipt
from chaland.warehouse import engine, sync, tables
from chaland.warehouse.checking import check
from chaland.warehouse.fact import facts
from factories.lake import World

pytestmark = pytest.mark.django_db
RECEIPTS = 8


@pytest.fixture(autouse=True)
def world():
    shop = World()
    shop.take("sell_many", 0, 0, 0)
    shop.take("sell_many", 4, 1, 1)
    sync.rebuild()
    assert asked() == RECEIPTS
    return shop


def asked(**options):
    return engine.run(engine.table("receipts").count().name("n"), **options)["n"][0].as_py()


def folder(name):
    return Path(tables.Tables(sync.current().generation).folder(facts()[name]))


def whole():
    return [one for one in check() if not one.agrees] == []


def test_question_sees_what_was_just_written(world):
    world.take("sell_many", 8, 2, 2)
    assert asked() == RECEIPTS + 4


def test_question_may_leave_out_what_was_just_written(world):
    world.take("sell_many", 8, 2, 2)
    assert asked(fresh=False) == RECEIPTS


def test_missing_file_heals():
    next(folder("receipts").glob("*.parquet")).unlink()
    assert asked() == RECEIPTS
    assert whole()


@pytest.mark.parametrize("garbled", [b"", b"no Parquet", None])
def test_corrupt_file_heals(garbled):
    file = next(folder("receipts").glob("*.parquet"))
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] if garbled is None else garbled)
    assert asked_sum() == Receipt.objects.count()
    assert whole()


def asked_sum():
    """Read a column: counting rows alone reads none."""
    receipts = engine.table("receipts")
    return engine.run(receipts.receipt_id.nunique().name("n"))["n"][0].as_py()


@pytest.mark.parametrize("garbled", [b"", b"{ no JSON", b"\x00" * 50])
def test_corrupt_log_heals_at_the_next_change(world, garbled):
    for entry in (folder("receipts") / "_delta_log").glob("*.json"):
        entry.write_bytes(garbled)
    world.take("sell_many", 8, 2, 2)
    assert asked() == RECEIPTS + 4
    assert whole()


def test_lost_log_heals(world):
    shutil.rmtree(folder("lines") / "_delta_log")
    world.take("sell_many", 8, 2, 2)
    assert asked() == RECEIPTS + 4
    assert whole()


def test_lost_lake_heals(own_lake, world):
    shutil.rmtree(own_lake)
    assert asked() == RECEIPTS
    world.take("sell_many", 8, 2, 2)
    assert asked() == RECEIPTS + 4
    assert whole()


def test_lost_lake_heals_at_a_synchronisation(own_lake, world):
    shutil.rmtree(own_lake)
    world.take("sell_many", 8, 2, 2)
    sync.sync()
    assert whole()
    assert asked() == RECEIPTS + 4


def test_another_declared_column_builds_the_lake_anew(monkeypatch, world):
    world.take("leave_cart", 0, 0, 0)
    assert asked() == RECEIPTS
    carts = facts()["carts"]
    wider = replace(carts, read={**carts.read, "costs": ("c.total_cents > 0", "flag")})
    monkeypatch.setattr(sales_facts, "FACTS", tuple(wider if one is carts else one for one in sales_facts.FACTS))
    forget_declarations()
    try:
        assert engine.run(engine.table("carts").costs.sum().name("n"))["n"][0].as_py() == 1
        assert whole()
    finally:
        monkeypatch.undo()
        forget_declarations()
    assert asked() == RECEIPTS


def forget_declarations():
    facts.cache_clear()
    engine.table.cache_clear()


def test_older_generations_leave_no_files(own_lake):
    sync.rebuild()
    assert [path.name for path in own_lake.iterdir()] == [sync.current().generation]


def test_question_that_is_wrong_does_not_build_the_lake_anew():
    before = sync.current().generation
    with pytest.raises(Exception, match="Conversion Error"):
        engine.run(engine.table("stores").time_zone.cast("int64").sum().name("n"))
    assert sync.current().generation == before


def test_small_files_are_joined_and_old_ones_dropped(monkeypatch, world):
    monkeypatch.setattr(tables, "KEPT_HOURS", 0)
    monkeypatch.setattr(tables, "TIDIED_EVERY", 5)
    for step in range(2 * tables.TIDIED_EVERY):
        world.take("sell_many", 12 + 4 * step, 1, step)
        sync.sync()
    state, receipts = sync.current(), facts()["receipts"]
    files = tables.Tables(state.generation).files(receipts, state.versions["receipts"])
    assert len(files) <= tables.TIDIED_EVERY
    assert len(list(folder("receipts").glob("*.parquet"))) <= tables.TIDIED_EVERY + 1
    assert whole()


def test_lake_in_a_folder_with_a_space_and_an_apostrophe(tmp_path):
    with override_settings(LAKE=str(tmp_path / "l'été à Lyon")):
        sync.rebuild()
        assert asked() == RECEIPTS
        assert whole()


def test_disk_full_leaves_the_lake_as_it_was(monkeypatch, world):
    before = asked()
    world.take("sell_many", 8, 2, 2)

    def full(*_arguments, **_more):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(tables, "write_deltalake", full)
        with pytest.raises(OSError, match="No space"):
            sync.sync()
    assert asked(fresh=False) == before
    assert asked() == RECEIPTS + 4
