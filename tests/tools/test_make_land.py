"""Land is read from a topology, whose arcs are steps on a grid; the one here is made up."""

import json

from make_land import land
from stamps import BUILD

# A square of two arcs, and an island of one.
TOPOLOGY = {
    "transform": {"scale": [0.5, 0.25], "translate": [2, 40]},
    "arcs": [[[0, 0], [4, 0], [0, 4]], [[0, 0], [0, 4], [4, 0]], [[10, 0], [2, 0], [0, 2], [-2, -2]]],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "id": "724", "arcs": [[2]]},
                {"type": "MultiPolygon", "id": "250", "arcs": [[[0, -2]], [[2]]]},
                {"type": "Polygon", "arcs": [[2]]},
                {"type": "Polygon", "id": "540", "arcs": [[2]]},
            ]
        }
    },
}
SQUARE = [[2.0, 40.0], [4.0, 40.0], [4.0, 41.0], [2.0, 41.0], [2.0, 40.0]]
ISLAND = [[7.0, 40.0], [8.0, 40.0], [8.0, 40.5], [7.0, 40.0]]


def test_land_is_that_of_french_countries_with_arcs_joined_and_turned():
    assert land(TOPOLOGY) == [[SQUARE], [ISLAND], [ISLAND]]


def test_compiled_land_is_made_of_closed_rings():
    polygons = json.loads((BUILD / "geo" / "land.json").read_text(encoding="utf-8"))
    assert [ring for polygon in polygons for ring in polygon if ring[0] != ring[-1]] == []
