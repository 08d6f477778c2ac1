"""A lake of its own for every module."""

import json
from pathlib import Path

import pytest
from django.test import override_settings

from factories.processes import Script

LAKE_SHOP = Path(__file__).with_name("lake_shop.py")


@pytest.fixture(scope="module", autouse=True)
def own_lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    with override_settings(LAKE=str(folder)):
        yield folder


@pytest.fixture
def shop(tmp_path):
    """Runs lake_shop.py on a database and a lake of its own."""
    script = Script(LAKE_SHOP, tmp_path, CHALAND_HOME=str(tmp_path), CHALAND_LAKE=str(tmp_path / "lake"))
    return lambda *arguments: json.loads(script.run(*arguments))
