"""Cuts polygons to a convex cell (Sutherland and Hodgman, 1974)."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from chaland.kernel.geography import Point, Polygon, Ring

_FEWEST_CORNERS = 3


def cut(polygons: Iterable[Polygon], cell: Ring) -> list[list[Ring]]:
    """Return what of the polygons lies in a convex cell; those that do not touch it are dropped.

    A polygon that the cell cuts in two comes back as one, joined along the cell's edge.
    """
    parts = ([cut_ring(ring, cell) for ring in polygon] for polygon in polygons)
    return [[ring for ring in part if ring] for part in parts if part and part[0]]


def cut_ring(ring: Ring, cell: Ring) -> list[Point]:
    """Return the part of an open or closed ring in a convex cell, as an open ring; empty if there is none.

    >>> cut_ring([(0, 0), (4, 0), (4, 4), (0, 4)], [(3, 1), (6, 1), (6, 2), (3, 2)])
    [(3.0, 2.0), (3.0, 1.0), (4.0, 1.0), (4.0, 2.0)]
    """
    corners = _anticlockwise(cell)
    left = list(ring[:-1] if ring[0] == ring[-1] else ring)
    for start, end in pairwise([*corners, corners[0]]):
        left = _left_of(left, start, end)
    return left if len(left) >= _FEWEST_CORNERS else []


def _anticlockwise(ring: Ring) -> Sequence[Point]:
    turned = sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise([*ring, ring[0]]))
    return ring if turned >= 0 else ring[::-1]


def _left_of(ring: Sequence[Point], start: Point, end: Point) -> list[Point]:
    """Return the part of the ring to the left of a line, which closes it."""
    (x, y), (across, up) = start, (end[0] - start[0], end[1] - start[1])
    kept: list[Point] = []
    sides = [across * (point[1] - y) - up * (point[0] - x) for point in ring]
    for at, (point, side) in enumerate(zip(ring, sides, strict=True)):
        before, side_before = ring[at - 1], sides[at - 1]
        if (side >= 0) != (side_before >= 0):
            share = side_before / (side_before - side)
            kept.append((before[0] + (point[0] - before[0]) * share, before[1] + (point[1] - before[1]) * share))
        if side >= 0:
            kept.append(point)
    return kept
