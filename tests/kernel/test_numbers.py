"""Numbers read exactly and written in both languages."""

from contextlib import suppress
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.numbers import format_decimal, format_number, format_percent, format_scaled, parse_scaled, rounded

scaled = st.integers(-(10**15), 10**15)
places = st.integers(1, 6)


@given(scaled, places, st.sampled_from(["fr", "en"]))
def test_number_written_is_read_back(value, decimals, language):
    assert parse_scaled(format_scaled(value, decimals, language), decimals) == value


@given(st.decimals(allow_nan=True, allow_infinity=True), places)
def test_decimal_is_read_exactly_or_refused(value, decimals):
    try:
        read = parse_scaled(value, decimals)
    except Refusal:
        return
    assert Fraction(read, 10**decimals) == Fraction(value)


@given(st.text(max_size=50))
def test_number_of_any_text_is_read_or_refused(text):
    with suppress(Refusal):
        assert isinstance(parse_scaled(text, 2), int)


def test_huge_decimal_exponent_is_refused_at_once():
    with pytest.raises(Refusal, match="number_not_understood"):
        parse_scaled(Decimal("1E+999999"), 2)
    with pytest.raises(Refusal, match="number_too_precise"):
        parse_scaled(Decimal("1E-999999"), 2)


@pytest.mark.parametrize(
    ("value", "french", "english"),
    [
        (0, "0", "0"),
        (999, "999", "999"),
        (155848, "155\u202f848", "155,848"),
        (-1234567, "\u22121\u202f234\u202f567", "\u22121,234,567"),
    ],
)
def test_number_is_written_the_readers_way(value, french, english):
    assert (format_number(value, "fr"), format_number(value, "en-gb")) == (french, english)


def test_decimal_is_rounded_halves_away_from_zero():
    assert [format_decimal(x, 1, "fr") for x in (2.25, -2.25, 0.04, 1234.0)] == [
        "2,3",
        "\u22122,3",
        "0,0",
        "1\u202f234,0",
    ]


def test_decimal_that_is_no_number_is_a_dash():
    assert format_decimal(float("nan"), 1, "fr") == "—"


def test_percent_has_its_no_break_space_in_french():
    assert (format_percent(0.125, "fr", 1), format_percent(0.125, "en", 1)) == ("12,5\u00a0%", "12.5%")


@pytest.mark.parametrize(("value", "expected"), [(249, 2), (250, 3), (-250, -3), (-249, -2), (0, 0)])
def test_rounded_goes_to_the_nearest(value, expected):
    assert rounded(value, 100) == expected
