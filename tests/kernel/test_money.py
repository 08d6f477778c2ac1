"""Amounts: integer cents, read strictly, written in both languages."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.money import MAX_CENTS, format_euros, format_euros_round, parse_cents

cents = st.integers(-MAX_CENTS, MAX_CENTS)


@given(cents, st.sampled_from(["fr", "en"]))
def test_amount_written_is_read_back(amount, language):
    assert parse_cents(format_euros(amount, language)) == amount


@given(cents)
def test_amount_as_decimal_is_read_exactly(amount):
    assert parse_cents(Decimal(amount) / 100) == amount


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12,50", 1250),
        ("12.5", 1250),
        ("12", 1200),
        (" 12,50 € ", 1250),
        ("1 234,56 €", 123456),
        ("1\u00a0234,56\u00a0€", 123456),
        ("1\u202f234,56 EUR", 123456),
        ("€1,234.56", 123456),
        ("-€1,234.56", -123456),
        ("1.234,56", 123456),
        ("+3", 300),
        ("-3,1", -310),
        ("\u22123,10", -310),
        ("12,50-", -1250),
        ("-0", 0),
        ("-0,00", 0),
        (12, 1200),
        (-1, -100),
        (Decimal("12.50"), 1250),
        (Decimal("12.5000"), 1250),
    ],
)
def test_amount_is_read(typed, expected):
    assert parse_cents(typed) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "",
        " ",
        "€",
        "1e2",
        "1E400",
        "NaN",
        "inf",
        "-Infinity",
        "１２.５",
        "٣",
        "12,",
        ",5",
        "1 23,45",
        "12 34",
        "1,2,3",
        "12.50 CHF",
        "EURO12",
        "1€2",
        "€1€",
        "12€50",
        "--3",
        "-3-",
        "+-3",
        "0x10",
        "1_000",
        "9" * 5000,
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("-Infinity"),
        True,
        0.1 + 0.2,
    ],
)
def test_amount_that_is_none_is_refused(typed):
    with pytest.raises(Refusal, match="amount_not_understood"):
        parse_cents(typed)


@pytest.mark.parametrize("typed", ["12.345", "1,234", "0,001", Decimal("0.1") + Decimal("0.001")])
def test_amount_finer_than_a_cent_is_refused(typed):
    with pytest.raises(Refusal, match="amount_too_precise"):
        parse_cents(typed)


@pytest.mark.parametrize("typed", ["10000000000,01", "-10000000000.01", 10**11, Decimal("1E+15")])
def test_amount_beyond_the_limit_is_refused(typed):
    with pytest.raises(Refusal, match="amount_too_large"):
        parse_cents(typed)


def test_amount_is_written_with_its_no_break_spaces():
    assert format_euros(123456, "fr") == "1\u202f234,56\u00a0€"
    assert format_euros(-5, "fr") == "\u22120,05\u00a0€"
    assert format_euros(123456, "en") == "€1,234.56"


@pytest.mark.parametrize(
    ("amount", "expected"),
    [(123449, "1\u202f234\u00a0€"), (123450, "1\u202f235\u00a0€"), (-150, "\u22122\u00a0€"), (-49, "0\u00a0€")],
)
def test_amount_is_rounded_to_the_euro(amount, expected):
    assert format_euros_round(amount, "fr") == expected
