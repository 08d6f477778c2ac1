"""Points and areas on the ground: distances, what lies inside a zone, contours of communes.

A point is (longitude, latitude) in degrees, as in GeoJSON. A polygon is a list of rings, the outer one first, then its
holes; a shape is a list of polygons.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from math import asin, cos, degrees, pi, radians, sin, sqrt
from typing import Any, NamedTuple, NoReturn, TypeAlias

from chaland.kernel.errors import Refusal

EARTH_RADIUS_KM = 6371.0088

Point: TypeAlias = tuple[float, float]
Ring: TypeAlias = Sequence[Point]
Polygon: TypeAlias = Sequence[Ring]
Shape: TypeAlias = Sequence[Polygon]

_NAMES_OF_CODE = ("code", "insee", "INSEE_COM", "code_insee")
_FEWEST_CORNERS = 3
_CIRCLE_POINTS = 72
_EAST_END = 180
_POLE = 90


class Box(NamedTuple):
    """The degrees between which something lies."""

    west: float
    south: float
    east: float
    north: float


def distance_km(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Return the distance on the ground between two points in degrees, as the crow flies.

    >>> round(distance_km(48.8566, 2.3522, 43.6108, 3.8767))
    595
    """
    north, east = radians(lat2 - lat1) / 2, radians(lon2 - lon1) / 2
    half = sin(north) ** 2 + cos(radians(lat1)) * cos(radians(lat2)) * sin(east) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def inside(point: Point, polygon: Polygon) -> bool:
    """Tell whether the point lies in the polygon: an odd number of its edges are to the east of the point.

    A ring may repeat its first point at the end or not. A point on a western or southern edge is inside, on an eastern
    or northern edge outside, so that polygons side by side never share a point. Not across the 180th meridian.

    >>> square = [(0, 0), (2, 0), (2, 2), (0, 2)]
    >>> inside((1, 1), [square]), inside((0, 1), [square]), inside((2, 1), [square])
    (True, True, False)
    """
    return sum(_crosses(point, *edge) for ring in polygon for edge in _edges(ring)) % 2 == 1


def _edges(ring: Ring) -> Iterable[tuple[Point, Point]]:
    return zip(ring, [*ring[1:], *ring[:1]], strict=True)


def _crosses(point: Point, start: Point, end: Point) -> bool:
    # Always reckoned from the southern end, so that two neighbours come to the same answer about a shared edge.
    (x1, y1), (x2, y2) = (start, end) if start[1] <= end[1] else (end, start)
    x, y = point
    return y1 <= y < y2 and (x - x1) * (y2 - y1) < (x2 - x1) * (y - y1)


def bounding_box(points: Iterable[Point]) -> Box:
    """Return the smallest box around the points. Raises ValueError if there is none.

    >>> bounding_box([(3.9, 43.6), (3.7, 43.7)])
    Box(west=3.7, south=43.6, east=3.9, north=43.7)
    """
    longitudes, latitudes = zip(*points, strict=True)
    return Box(min(longitudes), min(latitudes), max(longitudes), max(latitudes))


def centre(shape: Shape) -> Point:
    """Return the balance point of the largest polygon, on the plane of degrees; its holes are not taken out.

    >>> centre([[[(0, 0), (2, 0), (2, 2), (0, 2)]], [[(8, 8), (9, 8), (9, 9)]]])
    (1.0, 1.0)
    """
    return max((_balance(polygon[0]) for polygon in shape), key=lambda found: found[0])[1]


def _balance(ring: Ring) -> tuple[float, Point]:
    """Return twice the area of a ring and its balance point."""
    x0, y0 = ring[0]
    # From its first point, for the degrees of a commune differ only far behind the point.
    corners = [((x1 - x0, y1 - y0), (x2 - x0, y2 - y0)) for (x1, y1), (x2, y2) in _edges(ring)]
    parts = [(x1 * y2 - x2 * y1, x1 + x2, y1 + y2) for (x1, y1), (x2, y2) in corners]
    area = sum(turned for turned, _, _ in parts)
    if not area:
        return 0.0, ring[0]
    east, north = (sum(part[0] * part[axis] for part in parts) / (3 * area) for axis in (1, 2))
    return abs(area), (x0 + east, y0 + north)


def circle(latitude: float, longitude: float, km: float) -> list[Point]:
    """Return a closed ring of points at this distance around a place, for drawing; not for the poles."""
    north = degrees(km / EARTH_RADIUS_KM)
    east = north / cos(radians(latitude))
    turns = [2 * pi * step / _CIRCLE_POINTS for step in range(_CIRCLE_POINTS)]
    ring = [(longitude + east * cos(turn), latitude + north * sin(turn)) for turn in turns]
    return [*ring, ring[0]]


def rings(latitude: float, longitude: float, distances_km: Iterable[float]) -> dict[float, list[Point]]:
    """Return a circle around a place for each distance."""
    return {km: circle(latitude, longitude, km) for km in distances_km}


def read_contours(text: str | bytes) -> dict[str, Shape]:
    """Read the contours of communes, by INSEE code, from a GeoJSON FeatureCollection of (multi)polygons in degrees.

    The code is the property `code`, `insee`, `code_insee` or `INSEE_COM` of a feature; several features of one commune
    are put together. Raises Refusal `contours_not_geojson`, `contours_without_communes`, `contours_without_code`,
    `contours_not_areas` or `contours_not_in_degrees`; the last three tell which feature, from 1.
    """
    contours: dict[str, list[Polygon]] = {}
    for row, feature in enumerate(_features(text), 1):
        contours.setdefault(_code(feature, row), []).extend(_shape(feature, row))
    if not contours:
        raise Refusal("contours_without_communes")
    return dict(contours)


def _features(text: str | bytes) -> list[Any]:
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Refusal("contours_not_geojson") from None
    features = found.get("features") if isinstance(found, dict) else None
    if not isinstance(features, list):
        raise Refusal("contours_not_geojson")
    return features


def _no_number(text: str) -> NoReturn:
    raise ValueError(text)


def _code(feature: object, row: int) -> str:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    named = properties if isinstance(properties, Mapping) else {}
    code = next((named[name] for name in _NAMES_OF_CODE if named.get(name)), None)
    if not isinstance(code, str):
        raise Refusal("contours_without_code", row=row)
    return code.upper()


def _shape(feature: Mapping[str, Any], row: int) -> list[Polygon]:
    geometry = feature.get("geometry")
    kind, coordinates = (
        (geometry.get("type"), geometry.get("coordinates")) if isinstance(geometry, dict) else ("", None)
    )
    try:
        if kind == "Polygon":
            return [_polygon(coordinates)]
        if kind == "MultiPolygon" and coordinates:
            return [_polygon(rings) for rings in coordinates]
    except _NotInDegreesError as wrong:
        raise Refusal("contours_not_in_degrees", row=row, text=str(wrong)) from None
    except (TypeError, ValueError, OverflowError):
        pass
    raise Refusal("contours_not_areas", row=row)


class _NotInDegreesError(Exception):
    """A position that is nowhere on the globe, such as metres of a national grid."""


def _polygon(rings: Any) -> Polygon:
    polygon = [[_position(position) for position in ring] for ring in rings]
    if not polygon or any(len({*ring}) < _FEWEST_CORNERS for ring in polygon):
        raise ValueError
    return polygon


def _position(position: Any) -> Point:
    longitude, latitude, *_ = position
    if isinstance(longitude, str) or isinstance(latitude, str):
        raise TypeError
    if not (abs(longitude) <= _EAST_END and abs(latitude) <= _POLE):
        raise _NotInDegreesError(f"{longitude:g} {latitude:g}")
    return float(longitude), float(latitude)
