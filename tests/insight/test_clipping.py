"""Polygons are cut to convex cells."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.insight import clipping
from chaland.insight.clipping import cut, cut_ring
from chaland.kernel.geography import inside

CELL = [(1.0, 1.0), (5.0, 1.0), (6.0, 4.0), (3.0, 6.0), (1.0, 4.0)]
COMB = [(0.0, 0.0), (7.0, 0.0), (7.0, 7.0), (5.0, 7.0), (5.0, 2.0), (3.0, 2.0), (3.0, 7.0), (0.0, 7.0)]
HOLE = [(1.5, 1.5), (2.5, 1.5), (2.5, 3.0), (1.5, 3.0)]

points = st.tuples(st.floats(-1, 8), st.floats(-1, 8))


def test_clipping_example_holds():
    assert doctest.testmod(clipping).failed == 0


@given(points, st.booleans())
def test_cut_keeps_exactly_what_lies_in_both(point, backwards):
    [part] = cut([[COMB, HOLE]], CELL[::-1] if backwards else CELL)
    assert inside(point, part) == (inside(point, [COMB, HOLE]) and inside(point, [CELL]))


@pytest.mark.parametrize("ring", [[(8.0, 8.0), (9.0, 8.0), (9.0, 9.0)], [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0)]])
def test_cut_drops_what_does_not_touch_the_cell(ring):
    assert cut([[ring]], CELL) == []


def test_cut_leaves_a_ring_within_the_cell_as_it_is():
    assert cut_ring([*HOLE, HOLE[0]], CELL) == HOLE
