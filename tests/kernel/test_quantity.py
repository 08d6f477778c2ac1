"""Quantities: integer thousandths."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.quantity import MAX_MILLI, format_milli, parse_milli


@given(st.integers(-MAX_MILLI + 1, MAX_MILLI - 1), st.sampled_from(["fr", "en"]))
def test_quantity_written_is_read_back(milli, language):
    assert parse_milli(format_milli(milli, language)) == milli


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("0,375", 375),
        ("0.375", 375),
        ("1", 1000),
        ("0", 0),
        ("-2", -2000),
        ("1.500", 1500),
        ("89638", 89638000),
        (3, 3000),
        (Decimal("0.375"), 375),
        ("999999,999", 999999999),
    ],
)
def test_quantity_is_read(typed, expected):
    assert parse_milli(typed) == expected


@pytest.mark.parametrize("typed", ["1000000", "1e9", "1000000000", Decimal(10**9), "0.0001", "x", "", "½", "１", 0.5])
def test_quantity_that_is_none_is_refused(typed):
    with pytest.raises(Refusal, match=r"^quantity_"):
        parse_milli(typed)


def test_quantity_is_written_with_only_its_decimals():
    assert [format_milli(m, "fr") for m in (1000, 1500, 375, -375, 1234000)] == [
        "1",
        "1,5",
        "0,375",
        "\u22120,375",
        "1\u202f234",
    ]


def test_quantity_in_english_is_never_written_like_a_french_decimal():
    assert [format_milli(m, "en") for m in (1250000, 1250)] == ["1\u202f250", "1.25"]


@pytest.mark.parametrize("milli", [1250000, 999999000, -1000000])
def test_quantity_of_thousands_is_read_back_in_english(milli):
    assert parse_milli(format_milli(milli, "en")) == milli
