"""One shop in one lake, and two engines that look at it: DuckDB within the process, and a cluster of Spark."""

import pytest
from django.test import override_settings

from chaland.warehouse import engine as lake_engine
from chaland.warehouse import sync
from chaland.warehouse.duck import Duck
from chaland.warehouse.engine import Engine
from factories.sales import rolled_back
from segments.conftest import own_lake
from spark import cluster, shop

__all__ = ["own_lake"]


def pytest_collection_modifyitems(items):
    if reason := cluster.missing():
        for item in items:
            if item.get_closest_marker("spark"):
                item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def spark(tmp_path_factory):
    """The engine that asks a cluster."""
    from chaland.warehouse.spark import Spark

    folder = tmp_path_factory.mktemp("cluster")
    with cluster.cluster(folder) as address, override_settings(SPARK_OPTIONS=cluster.OPTIONS):
        backend = Spark(address)
        yield Engine(backend)
        backend.close()


@pytest.fixture(scope="module")
def world(own_lake, django_db_setup, django_db_blocker):
    """The shop, its lake made."""
    with django_db_blocker.unblock(), rolled_back():
        made = shop.open_it()
        sync.rebuild()
        yield made


class Recorder:
    """Answers by DuckDB, and remembers what was asked and answered."""

    def __init__(self):
        self.duck = Engine(Duck())
        self.asked = []

    def run(self, question, *, fresh=True):
        answer = self.duck.run(question, fresh=fresh)
        self.asked.append((question, answer))
        return answer


@pytest.fixture
def recorder(monkeypatch):
    made = Recorder()
    monkeypatch.setattr(lake_engine, "engine", lambda: made)
    return made
