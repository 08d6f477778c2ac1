"""Contours that a shop loads are kept in its data folder."""

import json

import pytest

from chaland.insight.loaded_contours import contours_file, drop_contours, keep_contours, kept_contours
from chaland.kernel.errors import Refusal

RING = [[3.0, 45.0], [3.1, 45.0], [3.1, 45.1], [3.0, 45.0]]


def contours(*codes):
    geometry = {"type": "Polygon", "coordinates": [RING]}
    features = [{"type": "Feature", "properties": {"code": code}, "geometry": geometry} for code in codes]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def test_contours_are_none_at_first(tmp_path):
    assert kept_contours(tmp_path) == {}


def test_contours_are_kept_and_replaced(tmp_path):
    assert keep_contours(tmp_path, contours("34001", "34002")) == 2
    assert [*kept_contours(tmp_path)] == ["34001", "34002"]
    assert keep_contours(tmp_path, contours("34172")) == 1
    assert [*kept_contours(tmp_path)] == ["34172"]
    assert [path.name for path in contours_file(tmp_path).parent.iterdir()] == ["contours.geojson"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"no", "contours_not_geojson"),
        (contours(), "contours_without_communes"),
        (b" " * 30_000_001, "contours_too_large"),
    ],
    ids=["text", "empty", "large"],
)
def test_contours_refused_leave_the_former_ones(tmp_path, content, code):
    keep_contours(tmp_path, contours("34001"))
    with pytest.raises(Refusal, match=code):
        keep_contours(tmp_path, content)
    assert [*kept_contours(tmp_path)] == ["34001"]


def test_contours_are_read_once_for_each_version_of_the_file(tmp_path):
    keep_contours(tmp_path, contours("34001"))
    assert kept_contours(tmp_path) is kept_contours(tmp_path)


def test_contours_can_be_dropped_twice(tmp_path):
    keep_contours(tmp_path, contours("34001"))
    drop_contours(tmp_path)
    drop_contours(tmp_path)
    assert kept_contours(tmp_path) == {}
