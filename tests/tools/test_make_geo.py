"""Communes are joined with the right place, or with none."""

import json

import pytest

import make_geo
from make_geo import Place, best, communes
from stamps import BUILD

LYON = Place("Lyon", "69123", "69", 45.74846, 4.84671, 522_969)
THIRD = Place("Lyon 03", "69123", "69", 45.76124, 4.85184, 102_725)
TASSIN = Place("Tassin-la-Demi-Lune", "69123", "69", 45.75499, 4.78812, 16_920)
SAINT_DENIS = Place("Saint-Denis", "93066", "93", 48.93, 2.35, 110_000)


def test_best_prefers_code_and_name_together():
    assert best("lyon", [LYON], [THIRD, TASSIN, LYON]) == LYON


def test_best_trusts_a_lone_name_over_another_name_with_the_code():
    assert best("tassin la demi lune", [TASSIN], []) == TASSIN


def test_best_takes_the_largest_place_of_the_code_when_no_name_fits():
    assert best("lyon nouveau", [], [THIRD, LYON]) == LYON


def test_best_is_nothing_when_two_places_share_the_name_alone():
    assert best("saint denis", [SAINT_DENIS, SAINT_DENIS._replace(insee="93001")], []) is None


def test_communes_keep_current_ones_in_order_of_their_code():
    official = [
        {"code": "69123", "nom": "Lyon", "departement": "69", "type": "commune-actuelle", "codesPostaux": ["69001"]},
        {"code": "69381", "nom": "Lyon 1er", "departement": "69", "type": "arrondissement-municipal"},
        {"code": "01001", "nom": "Nulle-Part", "departement": "01", "type": "commune-actuelle", "population": 8},
    ]
    assert communes(official, [LYON]) == [
        ["01001", "Nulle-Part", [], 8, "01", None, None, 0],
        ["69123", "Lyon", ["69001"], 0, "69", 45.74846, 4.84671, 0],
    ]


@pytest.mark.parametrize(("name", "plain"), [("Œuilly", "oeuilly"), ("L'Haÿ-les-Roses", "l hay les roses")])
def test_plain_forgets_accents_and_marks(name, plain):
    assert make_geo.plain(name) == plain


def row(code, postcodes, latitude=None, longitude=None):
    return [code, f"Lieu {code}", postcodes, 100, "01", latitude, longitude, 0]


def test_communes_without_a_position_stand_amid_those_of_their_postcode_or_else_of_their_union():
    rows = [
        row("1", ["01100"], 46.0, 5.0),
        row("2", ["01100", "01200"], 46.2, 5.2),
        row("3", ["01300"], 47.0, 6.0),
        row("4", ["01100"]),
        row("5", ["01400"]),
        row("6", ["01500"]),
        row("7", []),
    ]
    make_geo.place_the_others(rows, {"3": "A", "1": "A", "5": "A", "6": "B"})
    assert [one[5:] for one in rows] == [
        [46.0, 5.0, 0],
        [46.2, 5.2, 0],
        [47.0, 6.0, 0],
        [46.1, 5.1, 1],
        [46.5, 5.5, 1],
        [None, None, 0],
        [None, None, 0],
    ]


def test_unions_are_read_by_their_members():
    assert make_geo.unions([{"code": "A", "membres": [{"code": "1"}, {"code": "2"}]}]) == {"1": "A", "2": "A"}


def test_compiled_file_locates_almost_every_inhabitant_and_nine_in_ten_exactly():
    rows = json.loads((BUILD / "geo" / "communes.json").read_text(encoding="utf-8"))
    everyone = sum(row[3] for row in rows)
    exactly = sum(row[3] for row in rows if row[5] is not None and not row[7])
    somewhere = sum(row[3] for row in rows if row[5] is not None)
    assert (round(exactly / everyone, 2), round(somewhere / everyone, 3)) == (0.91, 0.997)
