"""Where a store stands; the communes here are made up."""

import json

import pytest

from chaland.customers import queries
from chaland.stores.models import Store
from chaland.usecases.network.edit_store import edit_store
from factories.sales import open_shops

pytestmark = pytest.mark.django_db
COMMUNES = [
    ["01053", "Bourg", ["01000"], 42000, "01", 46.2, 5.22, 0],
    ["34301", "Grande-Plage", ["34200"], 44000, "34", 43.4, 3.69, 0],
    ["34302", "Petite-Plage", ["34200"], 900, "34", 43.5, 3.7, 0],
    ["34303", "Sans-Lieu", ["34999"], 90, "34", None, None, 0],
]


@pytest.fixture(autouse=True)
def made_up_communes(settings, tmp_path):
    settings.COMMUNES_FILE = tmp_path / "communes.json"
    settings.COMMUNES_FILE.write_text(json.dumps(COMMUNES), encoding="utf-8")
    queries.communes.cache_clear()
    yield
    queries.communes.cache_clear()


def placed(**said):
    (store,) = open_shops("lyon")
    fields = {
        "merchant": store.merchant, "code": "lyon", "name": "Lyon", "time_zone": "Europe/Paris", "postcode": "",
        "city": "", "latitude": None, "longitude": None, "is_open": True,
    }  # fmt: skip
    edit_store(store.pk, **{**fields, **said})
    return Store.objects.values_list("latitude", "longitude").get()


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"postcode": "34200"}, (43.4, 3.69)),
        ({"postcode": "34200", "city": "petite plage"}, (43.5, 3.7)),
        ({"postcode": "34200", "city": "Ailleurs"}, (43.4, 3.69)),
        ({"postcode": "34200", "latitude": 1.5, "longitude": 2.5}, (1.5, 2.5)),
        ({"postcode": "34999"}, (None, None)),
        ({"postcode": "75099"}, (None, None)),
        ({"postcode": "sans code"}, (None, None)),
        ({}, (None, None)),
        ({"postcode": "1000", "time_zone": "Europe/Brussels"}, (None, None)),
    ],
)
def test_a_position_left_empty_is_that_of_the_town_of_the_postcode(said, expected):
    assert placed(**said) == expected


def test_a_network_without_communes_leaves_the_position_empty(settings, tmp_path):
    settings.COMMUNES_FILE = tmp_path / "none.json"
    queries.communes.cache_clear()
    assert placed(postcode="34200") == (None, None)
