"""The areas of a catchment map; the communes here are made up."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.insight.catchment_areas import (
    MOST_AREAS,
    MOST_BYTES,
    areas,
    attribution,
    compact,
    gathered,
    nearest_first,
    read_land,
)
from chaland.kernel.geography import distance_km, inside
from chaland.kernel.postcode import Commune
from stamps import BUILD

STORE = (45.0, 3.0)
EVERYWHERE = read_land(Path("no-such-file"))
# Land that ends at the third meridian: the sea is to the east.
SHORE = [[[(2.0, 44.0), (3.02, 44.0), (3.02, 46.0), (2.0, 46.0)]]]
SQUARE = [(2.9, 44.9), (3.1, 44.9), (3.1, 45.1), (2.9, 45.1)]


def commune(code, latitude, longitude, *, approximate=False):
    return Commune(code, f"Lieu-{code}", ("15000",), 100, "15", latitude, longitude, approximate)


WEST, EAST, NORTH = commune("W", 45.0, 2.95), commune("E", 45.0, 3.05), commune("N", 45.06, 3.0)
SMALL = commune("S", 45.001, 3.04, approximate=True)
FAR, NOWHERE = commune("F", 46.0, 3.0), commune("X", None, None)


def drawn(communes, stores=(STORE,), within_km=10, land=EVERYWHERE, contours=None):
    return areas(communes, stores, within_km, land=land, contours=contours)


def by_code(collection, what="codes"):
    return {feature["properties"]["code"]: feature["properties"][what] for feature in collection["features"]}


def polygons(feature):
    geometry = feature["geometry"]
    return [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]


def holders(collection, point):
    features = collection["features"]
    return [one["properties"]["code"] for one in features if any(inside(point, each) for each in polygons(one))]


def test_nearest_first_gives_the_distance_to_the_nearest_store():
    found = nearest_first([FAR, NORTH, WEST, NOWHERE], [STORE, (45.06, 3.0)], 10)
    assert [(one.insee, round(km, 3)) for one, km in found] == [
        ("N", 0.0),
        ("W", round(distance_km(*STORE, 45.0, 2.95), 3)),
    ]


@given(st.lists(st.tuples(st.floats(-60, 60), st.floats(-179, 179)), min_size=1, max_size=5))
def test_nearest_first_measures_as_on_the_ground(stores):
    [(_, km)] = nearest_first([WEST], stores, 30_000)
    assert km == pytest.approx(min(distance_km(*store, 45.0, 2.95) for store in stores), abs=0.01)


@pytest.mark.parametrize(("communes", "stores"), [([], [STORE]), ([WEST], []), ([NOWHERE], [STORE]), ([FAR], [STORE])])
def test_areas_of_nothing_near_are_none(communes, stores):
    assert drawn(communes, stores) == {
        "type": "FeatureCollection",
        "features": [],
        "approximate": False,
        "attribution": list(attribution()),
    }


def test_areas_are_the_nearest_first_and_named():
    found = drawn([FAR, NORTH, EAST, WEST])
    assert by_code(found, "name") == {"E": "Lieu-E", "W": "Lieu-W", "N": "Lieu-N"}
    assert by_code(found, "cp") == {"E": [3.05, 45.0], "W": [2.95, 45.0], "N": [3.0, 45.06]}
    assert found["approximate"] is True


def test_areas_hold_what_is_nearest_to_their_centre():
    found = drawn([NORTH, EAST, WEST])
    assert [holders(found, point) for point in [(2.96, 45.0), (3.04, 45.0), (3.0, 45.05), (3.2, 45.3)]] == [
        ["W"],
        ["E"],
        ["N"],
        [],
    ]


def test_areas_are_cut_to_the_land():
    found = drawn([NORTH, EAST, WEST], land=SHORE)
    assert [holders(found, point) for point in [(3.01, 45.0), (3.03, 45.0)]] == [["E"], []]


def test_areas_off_the_land_stay_as_islets():
    found = drawn([commune("I", 45.0, 3.5), WEST], within_km=50, land=SHORE)
    assert holders(found, (3.5, 45.0)) == ["I"]
    assert holders(found, (3.53, 45.0)) == []


def test_areas_count_a_commune_of_approximate_place_with_the_nearest():
    assert by_code(drawn([NORTH, EAST, SMALL, WEST])) == {"E": ["E", "S"], "W": ["W"], "N": ["N"]}


def test_areas_reach_as_far_as_the_commune_that_one_within_is_counted_with():
    beyond, within = commune("B", 45.0, 3.14), commune("P", 45.0, 3.12, approximate=True)
    assert by_code(drawn([beyond, within, EAST])) == {"E": ["E"], "B": ["B", "P"]}


def test_areas_count_a_commune_of_the_very_same_place_with_the_first():
    twin = commune("A", 45.0, 3.05)
    assert by_code(drawn([EAST, twin, WEST])) == {"A": ["A", "E"], "W": ["W"]}


def test_areas_of_approximate_places_alone_are_none():
    assert drawn([SMALL])["features"] == []


def test_areas_are_the_contours_where_there_are_some():
    found = drawn([NORTH, EAST, SMALL, WEST], contours={"S": [[SQUARE]]})
    assert by_code(found) == {"S": ["S"], "E": ["E"], "W": ["W"], "N": ["N"]}
    assert polygons(found["features"][0]) == [[[[2.9, 44.9], [3.1, 44.9], [3.1, 45.1], [2.9, 45.1], [2.9, 44.9]]]]
    assert found["approximate"] is True
    assert drawn([EAST], contours={"E": [[SQUARE]]})["approximate"] is False


def test_areas_of_contours_count_from_their_own_centre():
    known = commune("K", 45.2, 3.0, approximate=True)
    found = drawn([NOWHERE, known, WEST], contours={"X": [[SQUARE[:3]]], "K": [[SQUARE]]})
    assert by_code(found, "cp") == {"K": [3.0, 45.0], "X": [3.033, 44.967], "W": [2.95, 45.0]}


def test_areas_that_vanish_on_the_grid_stay_as_a_speck():
    speck = [(3.05, 45.0), (3.0501, 45.0), (3.0501, 45.0001)]
    [feature] = drawn([EAST], contours={"E": [[speck]]})["features"]
    assert feature["geometry"] == {
        "type": "Polygon",
        "coordinates": [[[3.05, 45.0], [3.052, 45.0], [3.05, 45.002], [3.05, 45.0]]],
    }


places = st.tuples(st.integers(-80, 80), st.integers(-80, 80))


@given(st.lists(places, min_size=1, max_size=12, unique=True), places)
def test_areas_share_no_point_and_leave_none_out_near_the_centres(centres, wanted):
    communes = [commune(str(at), 45 + y / 1000, 3 + x / 1000) for at, (x, y) in enumerate(centres)]
    found = drawn(communes, within_km=30)
    point = (3 + wanted[0] / 1000, 45 + wanted[1] / 1000)
    apart = {one.insee: distance_km(point[1], point[0], one.latitude, one.longitude) for one in communes}
    first, *others = sorted(apart.values())
    # Away from the borders, which the grid moves by some hundred metres.
    if first < 10 and all(other > first + 0.8 for other in others):
        assert holders(found, point) == [min(apart, key=apart.get)]
    assert len(found["features"]) == len(communes)


def test_areas_of_a_whole_country_stay_small():
    communes = [commune(f"{x}-{y}", 45 + y / 100, 3 + x / 100) for x in range(-30, 30) for y in range(-30, 30)]
    found = drawn(communes, within_km=60)
    assert len(compact(found)) <= MOST_BYTES + 1000
    assert 200 < len(found["features"]) <= MOST_AREAS
    assert by_code(found)["0-0"] == ["0-0"]


def test_gathered_adds_up_the_communes_of_an_area():
    found = drawn([NORTH, EAST, SMALL, WEST])
    assert gathered(found, {"E": 5, "S": 2, "N": 1, "F": 9}) == {"E": 7, "W": 0, "N": 1}


def test_land_of_the_set_up_holds_france_and_not_the_sea():
    land = read_land(BUILD / "geo" / "land.json")
    towns = {
        "Clermont": (3.08, 45.78),
        "Corte": (9.15, 42.31),
        "Saint-Denis": (55.45, -20.9),
        "Nouméa": (166.47, -22.24),
    }
    elsewhere = {"Channel": (-1.0, 50.0), "Geneva": (6.14, 46.2), "Gulf": (4.0, 43.2)}
    assert {name: any(inside(at, one) for one in land) for name, at in {**towns, **elsewhere}.items()} == {
        **dict.fromkeys(towns, True),
        **dict.fromkeys(elsewhere, False),
    }


def test_attribution_names_every_source():
    assert attribution() == ("INSEE, La Poste, Étalab (Licence Ouverte 2.0)", "GeoNames (CC BY 4.0)", "Natural Earth")
    assert drawn([EAST])["attribution"] == list(attribution())


def test_areas_are_plain_json():
    found = drawn([NORTH, EAST, SMALL, WEST])
    assert json.loads(compact(found)) == found
