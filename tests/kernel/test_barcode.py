"""Card numbers and EAN-13."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.barcode import ean13_check_digit, is_ean13, normalise_card
from chaland.kernel.errors import Refusal

twelve = st.from_regex(r"[0-9]{12}", fullmatch=True)
cards = st.from_regex(r"[0-9A-Z]{1,40}", fullmatch=True)


@given(twelve)
def test_ean13_with_its_check_digit_is_one_and_with_any_other_is_not(digits):
    right = ean13_check_digit(digits)
    assert [digit for digit in "0123456789" if is_ean13(digits + digit)] == [right]


@pytest.mark.parametrize("code", ["4006381333931", "9780201379624", "0000000000000"])
def test_ean13_known_codes_hold(code):
    assert is_ean13(code)


@pytest.mark.parametrize(
    "code", ["", "4006381333932", "400638133393", "40063813339310", "４006381333931", "abcdefghijklm"]
)
def test_ean13_refuses_others(code):
    assert not is_ean13(code)


def test_ean13_check_digit_wants_twelve_digits():
    with pytest.raises(Refusal, match="barcode_not_understood"):
        ean13_check_digit("123")


@given(cards)
def test_card_stays_itself_however_it_is_spaced(card):
    assert normalise_card(card) == card
    assert normalise_card(" - ".join(card)) == card
    assert normalise_card(card.lower()) == card


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("000123", "000123"),
        ("'000123", "000123"),
        ("0001\u00a023-4", "0001234"),
        ("370e12", "370E12"),
        ("ab 12", "AB12"),
    ],
)
def test_card_keeps_its_leading_zeros(typed, kept):
    assert normalise_card(typed) == kept


@pytest.mark.parametrize("typed", ["3.70E+12", "3,70E+12", "3.7e12"])
def test_card_damaged_by_a_spreadsheet_is_refused(typed):
    with pytest.raises(Refusal, match="card_damaged_by_spreadsheet"):
        normalise_card(typed)


@pytest.mark.parametrize("typed", ["", " - ", "A" * 41, "12/34", "é1", "１２３", "12.0", "\x0012", "ſ1"])
def test_card_that_is_none_is_refused(typed):
    with pytest.raises(Refusal, match="card_not_understood"):
        normalise_card(typed)
