"""Postcodes and communes; the figures of the communes here are made up."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.postcode import Commune, Communes, normalise_postcode

ROWS = [
    ["34172", "Montpellier", ["34000", "34070", "34080", "34090"], 300000, "34", 43.61, 3.87, 0],
    ["34301", "Sète", ["34200"], 44000, "34", 43.4, 3.69, 0],
    ["42218", "Saint-Étienne", ["42000", "42100", "42230"], 174000, "42", 45.43, 4.39, 0],
    ["06122", "Saint-Étienne-de-Tinée", ["06660"], 1300, "06", None, None, 0],
    ["2A004", "Ajaccio", ["20000", "20090", "20167"], 74000, "2A", 41.92, 8.73, 0],
    ["01053", "Bourg-en-Bresse", ["01000"], 42000, "01", 46.2, 5.22, 0],
    ["01004", "Ambérieu-en-Bugey", ["01500"], 15000, "01", 45.95, 5.35, 0],
    ["34001", "Petite-Sète", ["34200"], 100, "34", 43.4, 3.7, 1],
]


@pytest.fixture
def communes(tmp_path):
    path = tmp_path / "communes.json"
    path.write_text(json.dumps(ROWS), encoding="utf-8")
    return Communes(path)


def names(found):
    return [commune.name for commune in found]


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("34000", "34000"),
        (" 34 000 ", "34000"),
        ("1000", "01000"),
        ("1000.0", "01000"),
        ("34000.0", "34000"),
        ("F-34000", "34000"),
        ("2A004", "2A004"),
        ("2a004", "2A004"),
        ("34961 CEDEX 2", "34961"),
        ("34961 Montpellier Cedex", "34961"),
        ("97400", "97400"),
    ],
)
def test_postcode_is_read(typed, kept):
    assert normalise_postcode(typed) == kept


@pytest.mark.parametrize("typed", ["", "34", "340000", "00100", "ABCDE", "３４０００", "2C004", "0100", "3" * 5000])
def test_postcode_that_is_none_is_refused(typed):
    with pytest.raises(Refusal, match="postcode_not_understood"):
        normalise_postcode(typed)


def test_postcode_of_another_country_is_kept_in_capitals():
    assert [normalise_postcode(text, "GB") for text in ("sw1a  1aa", " b-1000 ")] == ["SW1A 1AA", "B-1000"]


@given(st.integers(1000, 98999))
def test_postcode_gets_its_lost_zero_back(number):
    assert normalise_postcode(str(number)) == f"{number:05d}"


def test_communes_of_a_postcode_come_with_the_most_peopled_first(communes):
    assert names(communes.by_postcode("34200")) == ["Sète", "Petite-Sète"]
    assert communes.by_postcode("1000") == [Commune("01053", "Bourg-en-Bresse", ("01000",), 42000, "01", 46.2, 5.22)]
    assert names(communes.by_postcode("2a004")) == ["Ajaccio"]
    assert communes.by_postcode("34961 CEDEX 2") == []


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("st etienne", ["Saint-Étienne", "Saint-Étienne-de-Tinée"]),
        ("SAINT-É", ["Saint-Étienne", "Saint-Étienne-de-Tinée"]),
        ("sete", ["Sète"]),
        ("bourg", ["Bourg-en-Bresse"]),
        ("zzz", []),
        ("", []),
        ("%", []),
    ],
)
def test_communes_are_found_by_the_beginning_of_their_name(communes, typed, found):
    assert names(communes.search(typed)) == found


def test_communes_search_stops_at_the_limit(communes):
    assert names(communes.search("saint", limit=1)) == ["Saint-Étienne"]


def test_communes_by_insee_code(communes):
    assert (communes.by_insee("2a004"), communes.by_insee("99999")) == (communes.by_postcode("20000")[0], None)


def test_communes_are_read_only_when_asked(tmp_path):
    assert Communes(tmp_path / "absent.json") is not None


def test_communes_can_be_counted_and_walked(communes):
    assert (len(communes), names(communes)[0]) == (8, "Montpellier")


def test_communes_placed_like_their_neighbours_say_so(communes):
    assert [one.name for one in communes if one.approximate] == ["Petite-Sète"]
