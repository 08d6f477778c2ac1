"""A lake of its own for every module, and a handful of made-up communes."""

import json

import pytest
from django.test import override_settings

from chaland.customers import queries

# Centres known and unknown; the last lies far away.
COMMUNES = [
    ["69381", "Lyon-Inventé", ["69001"], 30_000, "69", 45.77, 4.83, 0],
    ["69382", "Rive-Inventée", ["69002"], 31_000, "69", 45.75, 4.93, 1],
    ["34172", "Plage-Inventée", ["34000"], 290_000, "34", 43.61, 3.88, 0],
    ["2A004", "Île-Inventée", ["20000"], 70_000, "2A", None, None, 0],
]


@pytest.fixture(scope="module", autouse=True)
def own_lake(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lake")
    communes = folder / "communes.json"
    communes.write_text(json.dumps(COMMUNES), encoding="utf-8")
    queries.communes.cache_clear()
    with override_settings(LAKE=str(folder / "lake"), COMMUNES_FILE=communes):
        yield folder
    queries.communes.cache_clear()
