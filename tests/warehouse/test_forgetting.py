"""A lake that forgets holds its present rows and nothing else; the shop is made up."""

from pathlib import Path

import pytest

from chaland.customers.models import Customer
from chaland.warehouse import outbox, sync
from chaland.warehouse.checking import check
from chaland.warehouse.engine import run, table
from chaland.warehouse.forgetting import forget
from factories.lake import World

pytestmark = pytest.mark.django_db
MARK = "Qvixytj"


@pytest.fixture(autouse=True)
def world(settings, tmp_path):
    settings.LAKE = str(tmp_path / "lake")
    shop = World()
    shop.take("sell_many", 0, 1, 0)
    shop.take("enter", 5, 0, 0)
    return shop


def set_profession(text):
    Customer.objects.update(profession=text)
    outbox.changed("customer", Customer.objects.values_list("pk", flat=True))


def holds(folder, text):
    return [path for path in Path(folder).rglob("*") if path.is_file() and text.encode() in path.read_bytes()]


@pytest.mark.rule("erasure")
def test_the_lake_forgets_what_rows_held_before(settings):
    set_profession(MARK)
    sync.sync()
    set_profession("")
    sync.sync()
    assert holds(settings.LAKE, MARK) != []
    forget()
    assert holds(settings.LAKE, MARK) == []
    assert [one.table for one in check() if not one.agrees] == []


def test_the_lake_goes_on_after_forgetting(world):
    sync.sync()
    forget()
    world.take("sell_many", 4, 1, 1)
    assert run(table("receipts").count()).column(0).to_pylist() == [8]
    assert [one.table for one in check() if not one.agrees] == []
    forget()
    assert [one.table for one in check() if not one.agrees] == []


def test_without_a_lake_there_is_nothing_to_forget():
    forget()
    assert sync.current() is None
