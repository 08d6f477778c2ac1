"""Distances, zones and contours of communes; the shapes here are made up."""

import json
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.geography import bounding_box, centre, circle, distance_km, inside, read_contours, rings

SQUARE = [(0.0, 0.0), (4.0, 0.0), (4.0, 4.0), (0.0, 4.0)]
HOLE = [(1.0, 1.0), (3.0, 1.0), (3.0, 3.0), (1.0, 3.0)]
ARROW = [(0.0, 0.0), (4.0, 2.0), (0.0, 4.0), (1.0, 2.0)]

places = st.tuples(st.floats(-90, 90), st.floats(-180, 180))
points = st.tuples(st.integers(-1, 5), st.integers(-1, 5))
fine_points = st.tuples(st.floats(-1, 5), st.floats(-1, 5))


@given(places, places)
def test_distance_is_the_same_both_ways_and_within_half_the_earth(here, there):
    assert distance_km(*here, *there) == pytest.approx(distance_km(*there, *here), abs=1e-6)
    assert 0 <= distance_km(*here, *there) <= 20016


@given(places, places, places)
def test_distance_is_never_longer_straight_than_by_a_third_place(here, there, third):
    assert distance_km(*here, *there) <= distance_km(*here, *third) + distance_km(*third, *there) + 1e-6


def test_distance_from_a_place_to_itself_is_zero():
    assert distance_km(43.61, 3.87, 43.61, 3.87) == 0


@pytest.mark.parametrize(
    ("point", "polygon", "expected"),
    [
        ((2, 2), [SQUARE], True),
        ((5, 2), [SQUARE], False),
        ((2, 2), [SQUARE, HOLE], False),
        ((0.5, 2), [SQUARE, HOLE], True),
        ((0, 2), [SQUARE], True),
        ((2, 0), [SQUARE], True),
        ((0, 0), [SQUARE], True),
        ((4, 2), [SQUARE], False),
        ((2, 4), [SQUARE], False),
        ((4, 4), [SQUARE], False),
        ((0.5, 2), [ARROW], False),
        ((2, 2), [ARROW], True),
        ((2, 2), [], False),
        ((2, 2), [[]], False),
        ((2, 2), [[(2, 2)]], False),
    ],
)
def test_inside_follows_edges_and_holes(point, polygon, expected):
    assert inside(point, polygon) is expected


@given(fine_points, st.booleans(), st.integers(0, 3))
def test_inside_is_the_same_however_the_ring_is_written(point, backwards, turns):
    ring = [*ARROW[turns:], *ARROW[:turns]]
    ring = ring[::-1] if backwards else ring
    assert inside(point, [ring]) == inside(point, [[*ring, ring[0]]]) == inside(point, [ARROW])


@given(fine_points | points, st.lists(fine_points | points, max_size=4))
def test_inside_puts_each_point_on_one_side_of_a_shared_border(point, border):
    border = [(4.0, 4.0), *border, (0.0, 0.0)]
    lower, upper = [*border, (4.0, 0.0)], [*border, (0.0, 4.0)]
    assert (inside(point, [lower]) + inside(point, [upper])) % 2 == inside(point, [SQUARE])


@given(st.lists(fine_points, min_size=1))
def test_bounding_box_holds_every_point_and_touches_each_side(some):
    west, south, east, north = bounding_box(some)
    assert all(west <= x <= east and south <= y <= north for x, y in some)
    assert {west, east} <= {x for x, _ in some}
    assert {south, north} <= {y for _, y in some}


def test_bounding_box_of_nothing_is_an_error():
    with pytest.raises(ValueError, match="not enough values"):
        bounding_box([])


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        ([[SQUARE]], (2.0, 2.0)),
        ([[SQUARE[::-1]]], (2.0, 2.0)),
        ([[[*SQUARE, SQUARE[0]]]], (2.0, 2.0)),
        ([[HOLE], [SQUARE]], (2.0, 2.0)),
        ([[[(1.0, 1.0), (2.0, 2.0), (3.0, 3.0)]]], (1.0, 1.0)),
    ],
)
def test_centre_is_the_balance_point_of_the_largest_piece(shape, expected):
    assert centre(shape) == expected


@given(st.floats(-170, 170), st.floats(-80, 80), st.floats(0.001, 1))
def test_centre_of_a_triangle_is_the_mean_of_its_corners(x, y, size):
    corners = [(x, y), (x + size, y), (x, y + size)]
    assert centre([[corners]]) == pytest.approx((x + size / 3, y + size / 3))


@given(st.floats(-60, 60), st.floats(-170, 170), st.floats(0.1, 100))
def test_circle_is_closed_and_stays_at_its_distance(latitude, longitude, km):
    ring = circle(latitude, longitude, km)
    assert (len(ring), ring[0]) == (73, ring[-1])
    for x, y in ring:
        assert distance_km(latitude, longitude, y, x) == pytest.approx(km, rel=0.03)


def test_rings_are_circles_by_their_distance():
    assert rings(43.6, 3.9, [5, 10]) == {5: circle(43.6, 3.9, 5), 10: circle(43.6, 3.9, 10)}


def feature(code, *polygons, name="code"):
    return {
        "type": "Feature",
        "properties": {name: code, "nom": "Quelque part"},
        "geometry": {"type": "MultiPolygon", "coordinates": polygons},
    }


def collection(*features):
    return json.dumps({"type": "FeatureCollection", "features": features})


def test_contours_are_read_by_their_code_and_pieces_put_together():
    one = {**feature("34001"), "geometry": {"type": "Polygon", "coordinates": [SQUARE, HOLE]}}
    other = feature("2a004", [ARROW], name="INSEE_COM")
    again = feature("34001", [ARROW])
    assert read_contours(collection(one, other, again).encode()) == {
        "34001": [[SQUARE, HOLE], [ARROW]],
        "2A004": [[ARROW]],
    }


def test_contours_with_heights_keep_only_the_place():
    raised = [[x, y, 12.5] for x, y in SQUARE]
    assert read_contours(collection(feature("34001", [raised]))) == {"34001": [[SQUARE]]}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("", "contours_not_geojson"),
        ("[]", "contours_not_geojson"),
        ("3", "contours_not_geojson"),
        (b"\xff\xfe", "contours_not_geojson"),
        ("[" * 100_000, "contours_not_geojson"),
        ('{"features": {}}', "contours_not_geojson"),
        ('{"features": [NaN]}', "contours_not_geojson"),
        (collection(), "contours_without_communes"),
        (collection(None), "contours_without_code"),
        (collection({"properties": []}), "contours_without_code"),
        (collection(feature(34001, [SQUARE])), "contours_without_code"),
        (collection(feature("", [SQUARE])), "contours_without_code"),
        (collection({**feature("34001"), "geometry": None}), "contours_not_areas"),
        (collection({**feature("34001"), "geometry": {"type": "Point", "coordinates": [1, 2]}}), "contours_not_areas"),
        (collection({**feature("34001"), "geometry": {"type": "Polygon", "coordinates": []}}), "contours_not_areas"),
        (collection({**feature("34001"), "geometry": {"type": "Polygon"}}), "contours_not_areas"),
        (collection(feature("34001")), "contours_not_areas"),
        (collection(feature("34001", [[(0, 0), (1, 1), (0, 0)]])), "contours_not_areas"),
        (collection(feature("34001", [[("0", "0"), (1, 1), (0, 1)]])), "contours_not_areas"),
        (collection(feature("34001", [[(0,), (1, 1), (0, 1)]])), "contours_not_areas"),
        (collection(feature("34001", [[None, (1, 1), (0, 1)]])), "contours_not_areas"),
        (collection(feature("34001", ["abc"])), "contours_not_areas"),
        (collection(feature("34001", [[(770000, 6280000), (1, 1), (0, 1)]])), "contours_not_in_degrees"),
        (collection(feature("34001", [[(10**400, 1), (1, 1), (0, 1)]])), "contours_not_areas"),
        (collection(feature("34001", [[(float("1e308"), 1), (1, 1), (0, 1)]])), "contours_not_in_degrees"),
        (collection(feature("34001", [[(88, 1), (1, 1), (0, 1)]])).replace("88", "1e999"), "contours_not_in_degrees"),
    ],
)  # fmt: skip
def test_contours_that_cannot_be_read_are_refused(content, code):
    with pytest.raises(Refusal) as refused:
        read_contours(content)
    assert refused.value.code == code


def test_contours_refused_name_the_feature():
    with pytest.raises(Refusal) as refused:
        read_contours(collection(feature("34001", [SQUARE]), feature("34002", [[(770000, 6280000), (1, 1), (0, 1)]])))
    assert refused.value.params == {"row": 2, "text": "770000 6.28e+06"}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=12,
)


@given(anything, anything, st.sampled_from(["Polygon", "MultiPolygon", "Point"]))
def test_contours_of_anything_are_read_or_refused(properties, coordinates, kind):
    geometry = {"type": kind, "coordinates": coordinates}
    features = [{"properties": properties, "geometry": geometry}, {"properties": {"code": "1"}, "geometry": geometry}]
    for content in (features[:1], features[1:], properties):
        try:
            found = read_contours(json.dumps({"features": content}))
        except Refusal:
            continue
        assert all(len(ring) >= 3 for shape in found.values() for polygon in shape for ring in polygon)


def test_contours_of_neighbours_share_no_point():
    west = [(0.0, 0.0), (2.0, 0.0), (2.0, 4.0), (0.0, 4.0)]
    east = [(2.0, 0.0), (4.0, 0.0), (4.0, 4.0), (2.0, 4.0)]
    found = read_contours(collection(feature("1", [west]), feature("2", [east])))
    held = [[code for code, (polygon,) in found.items() if inside((x, 2.0), polygon)] for x in (1.0, 2.0, 3.0)]
    assert held == [["1"], ["2"], ["2"]]
    assert all(here <= there for here, there in pairwise(held))
