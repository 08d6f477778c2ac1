"""The areas of a catchment map: loaded contours of communes, else approximate cells around their centres.

A cell holds the places nearer to its commune's centre than to any other's, on land. A commune whose own centre is not
known exactly has no cell: it is counted with the one its approximate centre lies nearest to.
"""

import json
from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from math import cos, radians
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from scipy.spatial import Voronoi, cKDTree

from chaland.insight.clipping import cut, cut_ring
from chaland.kernel.geography import EARTH_RADIUS_KM, Point, Polygon, Ring, Shape, bounding_box, centre, circle
from chaland.kernel.postcode import Commune

FeatureCollection: TypeAlias = dict[str, Any]

MOST_AREAS = 400
MOST_BYTES = 59_000
# Cells at the rim are cut by neighbours beyond it, and none reaches further than this from its centre.
RIM_KM = 20
CELL_KM = 12
# An approximate centre is seldom further than this from the true one.
GUESSED_KM = 40
# A commune whose whole cell lies off the coarse coastline, such as a small island.
ISLET_KM = 1.5
_GRIDS = (0.001, 0.002, 0.003)
_FAR_DEGREES = 20
_FEWEST_CORNERS = 3
_SOURCES = ("INSEE, La Poste, Étalab (Licence Ouverte 2.0)", "GeoNames (CC BY 4.0)", "Natural Earth")


@dataclass(frozen=True, slots=True)
class Area:
    """What the map colours as one: a commune, the codes of those counted with it (its own first), and its shape."""

    commune: Commune
    codes: tuple[str, ...]
    shape: Shape


def areas(
    communes: Iterable[Commune],
    stores: Collection[tuple[float, float]],
    within_km: float,
    *,
    land: Sequence[Polygon],
    contours: Mapping[str, Shape] | None = None,
) -> FeatureCollection:
    """Return the areas of the communes within this distance of a store, at most the 400 nearest, as GeoJSON.

    `stores` are (latitude, longitude); `land` is what the set-up wrote, read by `read_land`. A contour stands where
    `contours` has one, a cell elsewhere; `approximate` tells whether there is any cell. A feature has the properties
    `code`, `name`, `codes` (all the communes counted in it) and `cp` (the centre). To stay below 60 kB, coordinates are
    rounded more, then the farthest areas left out.
    """
    known = contours or {}
    near = nearest_first(_placed(communes, stores, within_km + RIM_KM, known), stores, within_km + RIM_KM)
    shown = {commune.insee for commune, km in near if km <= within_km}
    found = _areas([commune for commune, _ in near], shown, known, land) if shown else []
    approximate = any(area.commune.insee not in known for area in found)
    return {
        "type": "FeatureCollection",
        "features": _small_enough(found),
        "approximate": approximate,
        "attribution": list(_SOURCES),
    }


def read_land(path: Path) -> list[Polygon]:
    """Read the land that the set-up wrote; without the file everything is land."""
    everywhere = [[(-180.0, -90.0), (180.0, -90.0), (180.0, 90.0), (-180.0, 90.0)]]
    found: list[Polygon] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else [everywhere]
    return found


def attribution() -> tuple[str, ...]:
    """Return who the data of the map comes from and under which licence, to be shown beside it."""
    return _SOURCES


def gathered(collection: FeatureCollection, numbers: Mapping[str, int]) -> dict[str, int]:
    """Add up what is known by commune for each area of a map; communes outside the map are left out."""
    listed = ((feature["properties"]["code"], feature["properties"]["codes"]) for feature in collection["features"])
    return {code: sum(numbers.get(one, 0) for one in codes) for code, codes in listed}


def nearest_first(
    communes: Iterable[Commune], stores: Collection[tuple[float, float]], within_km: float
) -> list[tuple[Commune, float]]:
    """Return the communes that have a position within this distance of a store, with it in km, the nearest first."""
    located = [commune for commune in communes if commune.latitude is not None and commune.longitude is not None]
    if not located or not stores:
        return []
    places = [(commune.latitude or 0.0, commune.longitude or 0.0) for commune in located]
    apart = cKDTree(_on_the_globe(list(stores))).query(_on_the_globe(places))[0]
    km = 2 * EARTH_RADIUS_KM * np.arcsin(np.minimum(apart / 2, 1))
    within = [(commune, float(far)) for commune, far in zip(located, km, strict=True) if far <= within_km]
    return sorted(within, key=lambda one: (one[1], one[0].insee))


def _on_the_globe(places: Sequence[tuple[float, float]]) -> Any:
    latitude, longitude = np.radians(np.array(places)).T
    east = np.cos(latitude)
    return np.column_stack((east * np.cos(longitude), east * np.sin(longitude), np.sin(latitude)))


def _placed(
    communes: Iterable[Commune],
    stores: Collection[tuple[float, float]],
    within_km: float,
    contours: Mapping[str, Shape],
) -> Iterator[Commune]:
    """Give the communes that may be near; the centre of a contour stands for a position that is not known exactly."""
    everyone = [*communes]
    yield from (_at_its_centre(one, contours) for one in everyone if one.latitude is None and one.insee in contours)
    for commune, _ in nearest_first(everyone, stores, within_km + GUESSED_KM):
        yield _at_its_centre(commune, contours) if commune.approximate and commune.insee in contours else commune


def _at_its_centre(commune: Commune, contours: Mapping[str, Shape]) -> Commune:
    longitude, latitude = centre(contours[commune.insee])
    return replace(commune, latitude=latitude, longitude=longitude, approximate=False)


def _areas(
    near: Sequence[Commune], shown: set[str], contours: Mapping[str, Shape], land: Sequence[Polygon]
) -> list[Area]:
    seats = _seats([one for one in near if not one.approximate])
    if not seats:
        return []
    cells, counted = _cells(seats), _counted_with(seats, near)
    here = cut(land, _frame(seats))
    return [
        Area(seat, tuple(counted[seat.insee]), contours.get(seat.insee) or _on_land(seat, cells[seat.insee], here))
        for seat in [seat for seat in seats if not shown.isdisjoint(counted[seat.insee])][:MOST_AREAS]
    ]


def _seats(communes: Iterable[Commune]) -> list[Commune]:
    """Return the communes that have an area of their own: of those at the very same place, only the first."""
    return list({_place(one): one for one in reversed([*communes])}.values())[::-1]


def _place(commune: Commune) -> Point:
    return commune.longitude or 0.0, commune.latitude or 0.0


def _flat(communes: Sequence[Commune], seats: Sequence[Commune]) -> Any:
    """Return the places on a plane where a degree is as long eastward as northward around the first seat."""
    return np.array([_place(one) for one in communes]) * (_narrowing(seats), 1)


def _narrowing(seats: Sequence[Commune]) -> float:
    return cos(radians(seats[0].latitude or 0.0))


def _frame(seats: Sequence[Commune]) -> Ring:
    """Return a box around everything that can be drawn."""
    west, south, east, north = bounding_box(_place(seat) for seat in seats)
    west, south, east, north = west - 1, south - 1, east + 1, north + 1
    return [(west, south), (east, south), (east, north), (west, north)]


def _counted_with(seats: Sequence[Commune], near: Sequence[Commune]) -> dict[str, list[str]]:
    """Return the communes counted in each seat's area, its own code first."""
    counted = {seat.insee: [seat.insee] for seat in seats}
    others = [one for one in near if one.insee not in counted]
    if others:
        nearest = cKDTree(_flat(seats, seats)).query(_flat(others, seats))[1]
        for other, at in zip(others, nearest, strict=True):
            counted[seats[at].insee].append(other.insee)
    return counted


def _cells(seats: Sequence[Commune]) -> dict[str, Ring]:
    """Return the cell of each seat, bounded by four far points."""
    points, narrowing = _flat(seats, seats), _narrowing(seats)
    west, south, east, north = bounding_box(points)
    far = _FAR_DEGREES
    corners = [
        (west - far, south - far),
        (east + far, south - far),
        (east + far, north + far),
        (west - far, north + far),
    ]
    drawn = Voronoi(np.vstack((points, corners)))
    regions = (drawn.regions[drawn.point_region[at]] for at in range(len(seats)))
    rings = ([(float(x / narrowing), float(y)) for x, y in drawn.vertices[region]] for region in regions)
    return {seat.insee: ring for seat, ring in zip(seats, rings, strict=True)}


def _on_land(seat: Commune, cell: Ring, land: Sequence[Polygon]) -> Shape:
    longitude, latitude = _place(seat)
    reach = cut_ring(circle(latitude, longitude, CELL_KM), cell)
    return cut(land, reach) or [[cut_ring(circle(latitude, longitude, ISLET_KM), cell)]]


def _small_enough(found: Sequence[Area]) -> list[dict[str, Any]]:
    """Return the areas on the finest grid that keeps them below the limit; on the coarsest, the nearest that fit."""
    for grid in _GRIDS:
        features = [_feature(area, grid) for area in found]
        sizes = [*accumulate(len(compact(feature)) + 1 for feature in features)]
        if not sizes or sizes[-1] <= MOST_BYTES:
            break
    return features[: bisect_right(sizes, MOST_BYTES)]


def compact(document: object) -> bytes:
    """Return a document as the shortest JSON."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _feature(area: Area, grid: float) -> dict[str, Any]:
    centre = [round(degrees, 3) for degrees in _place(area.commune)]
    named = {"code": area.commune.insee, "name": area.commune.name, "codes": list(area.codes), "cp": centre}
    coarse = ([_snapped(ring, grid) for ring in polygon] for polygon in area.shape)
    polygons = [[ring for ring in polygon if ring] for polygon in coarse if polygon[0]] or [[_speck(*centre)]]
    kind, coordinates = ("Polygon", polygons[0]) if len(polygons) == 1 else ("MultiPolygon", polygons)
    return {"type": "Feature", "properties": named, "geometry": {"type": kind, "coordinates": coordinates}}


def _snapped(ring: Ring, grid: float) -> list[list[float]]:
    """Return the ring closed, on a grid that neighbours share so that they still touch; empty if nothing is left."""
    points = [[round(round(degrees / grid) * grid, 3) for degrees in point] for point in ring]
    kept = [point for at, point in enumerate(points) if point != points[at - 1]]
    return [*kept, kept[0]] if len(kept) >= _FEWEST_CORNERS else []


def _speck(x: float, y: float) -> list[list[float]]:
    """Return a ring as small as can be, for an area that vanished on the grid."""
    east, north = round(x + _GRIDS[1], 3), round(y + _GRIDS[1], 3)
    return [[x, y], [east, y], [x, north], [x, y]]
