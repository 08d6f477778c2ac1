"""What people type above the columns of a list."""

from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.errors import Refusal
from chaland.kernel.filters import (
    DateFilter,
    NumberFilter,
    TextFilter,
    parse_date_filter,
    parse_number_filter,
    parse_text_filter,
)

TODAY = date(2026, 11, 22)

integers = st.integers(-(10**6), 10**6)
days = st.dates(date(1950, 1, 1), date(2100, 12, 31))


@pytest.mark.parametrize(
    ("typed", "unit", "expected"),
    [
        (">800", "cents", NumberFilter(low=80000, low_inclusive=False)),
        ("> 1 234,50 €", "cents", NumberFilter(low=123450, low_inclusive=False)),
        (">=800", "cents", NumberFilter(low=80000)),
        ("≥ 800", "cents", NumberFilter(low=80000)),
        ("<=3", "number", NumberFilter(high=3)),
        ("<3", "number", NumberFilter(high=3, high_inclusive=False)),
        ("34", "number", NumberFilter(low=34, high=34)),
        ("=34", "number", NumberFilter(low=34, high=34)),
        ("-5", "number", NumberFilter(low=-5, high=-5)),
        ("2,5", "number", NumberFilter(low=Decimal("2.5"), high=Decimal("2.5"))),
        ("!34", "number", NumberFilter(low=34, high=34, negated=True)),
        ("<>34", "number", NumberFilter(low=34, high=34, negated=True)),
        ("50..90", "cents", NumberFilter(low=5000, high=9000)),
        ("90..50", "number", NumberFilter(low=50, high=90)),
        ("50 .. ", "number", NumberFilter(low=50)),
        ("..90", "number", NumberFilter(high=90)),
        ("<30j", "days", NumberFilter(high=30, high_inclusive=False)),
        (">= 60 jours", "days", NumberFilter(low=60)),
        ("30", "days", NumberFilter(low=30, high=30)),
        ("vide", "cents", NumberFilter(empty=True)),
        ("=", "cents", NumberFilter(empty=True)),
        ("Empty", "number", NumberFilter(empty=True)),
        ("non vide", "days", NumberFilter(empty=False)),
        ("NOT  EMPTY", "number", NumberFilter(empty=False)),
        ("*", "number", NumberFilter(empty=False)),
        ("", "number", None),
        ("  ", "cents", None),
    ],
)
def test_number_filter_is_understood(typed, unit, expected):
    assert parse_number_filter(typed, unit) == expected


@pytest.mark.parametrize(
    ("typed", "unit"),
    [
        ("abc", "number"),
        (">", "number"),
        ("..", "number"),
        ("1...2", "number"),
        (">1..2", "number"),
        ("1e3", "number"),
        ("１２", "number"),
        ("NaN", "number"),
        ("12,345", "cents"),
        (">1,250", "number"),
        ("1,5", "days"),
        ("'; DROP", "cents"),
        ("9" * 5000, "cents"),
        ("1\x00", "number"),
    ],
)
def test_number_filter_not_understood_is_refused(typed, unit):
    with pytest.raises(Refusal, match="filter_not_understood"):
        parse_number_filter(typed, unit)


@given(integers, integers, st.none() | integers)
def test_number_filter_keeps_what_it_says(a, b, value):
    known = value is not None
    expected = {
        f">{a}": known and value > a,
        f">={a}": known and value >= a,
        f"<{a}": known and value < a,
        f"<={a}": known and value <= a,
        f"{a}": value == a,
        f"!{a}": value != a,
        f"{a}..{b}": known and min(a, b) <= value <= max(a, b),
        f"{a}..": known and value >= a,
        f"..{b}": known and value <= b,
        "vide": not known,
        "non vide": known,
    }
    assert {typed: parse_number_filter(typed).matches(value) for typed in expected} == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("01/11/2026", DateFilter(date(2026, 11, 1), date(2026, 11, 1))),
        ("2026-11-01", DateFilter(date(2026, 11, 1), date(2026, 11, 1))),
        (">01/11/2026", DateFilter(first=date(2026, 11, 2))),
        (">=01/11/2026", DateFilter(first=date(2026, 11, 1))),
        ("<01/11/2026", DateFilter(last=date(2026, 10, 31))),
        ("<= 01/11/2026", DateFilter(last=date(2026, 11, 1))),
        ("!01/11/2026", DateFilter(date(2026, 11, 1), date(2026, 11, 1), negated=True)),
        ("01/2026", DateFilter(date(2026, 1, 1), date(2026, 1, 31))),
        ("2/2024", DateFilter(date(2024, 2, 1), date(2024, 2, 29))),
        ("2026-02", DateFilter(date(2026, 2, 1), date(2026, 2, 28))),
        ("2026", DateFilter(date(2026, 1, 1), date(2026, 12, 31))),
        (">2025", DateFilter(first=date(2026, 1, 1))),
        ("<2026", DateFilter(last=date(2025, 12, 31))),
        ("01/01/2026..31/03/2026", DateFilter(date(2026, 1, 1), date(2026, 3, 31))),
        ("31/03/2026..01/01/2026", DateFilter(date(2026, 1, 1), date(2026, 3, 31))),
        ("01/2026..03/2026", DateFilter(date(2026, 1, 1), date(2026, 3, 31))),
        ("2025..", DateFilter(first=date(2025, 1, 1))),
        ("..2025", DateFilter(last=date(2025, 12, 31))),
        ("<30j", DateFilter(date(2026, 10, 24), TODAY)),
        ("<=30 jours", DateFilter(date(2026, 10, 23), TODAY)),
        (">30d", DateFilter(last=date(2026, 10, 22))),
        (">=30j", DateFilter(last=date(2026, 10, 23))),
        ("30j", DateFilter(date(2026, 10, 23), date(2026, 10, 23))),
        ("60j..30j", DateFilter(date(2026, 9, 23), date(2026, 10, 23))),
        ("<=2s", DateFilter(date(2026, 11, 8), TODAY)),
        (">6m", DateFilter(last=date(2026, 5, 21))),
        ("<=1a", DateFilter(date(2025, 11, 22), TODAY)),
        ("<9999a", DateFilter(date(1900, 1, 2), TODAY)),
        ("aujourd'hui", DateFilter(TODAY, TODAY)),
        (">=hier", DateFilter(first=date(2026, 11, 21))),
        ("vide", DateFilter(empty=True)),
        ("non vide", DateFilter(empty=False)),
        ("", None),
    ],
)
def test_date_filter_is_understood(typed, expected):
    assert parse_date_filter(typed, TODAY) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/2026",
        "13/2026",
        "00/2026",
        "1850",
        "9999",
        "24/11",
        "demain",
        "30x",
        ">",
        "..",
        "2026...",
        "２０２６",
        "x" * 999,
    ],
)
def test_date_filter_not_understood_is_refused(typed):
    with pytest.raises(Refusal, match="filter_not_understood"):
        parse_date_filter(typed, TODAY)


@given(st.integers(0, 9000), st.none() | days)
def test_date_filter_age_keeps_what_it_says(count, day):
    age = (TODAY - day).days if day else None
    expected = {
        f"<{count}j": age is not None and 0 <= age < count,
        f"<={count}j": age is not None and 0 <= age <= count,
        f">{count}j": age is not None and age > count,
        f">={count}j": age is not None and age >= count,
        f"{count}j": age == count,
    }
    assert {typed: parse_date_filter(typed, TODAY).matches(day) for typed in expected} == expected


@given(days, st.integers(-40, 40))
def test_date_filter_month_keeps_its_days(day, shift):
    other = day + timedelta(days=shift)
    same_month = (other.year, other.month) == (day.year, day.month)
    assert parse_date_filter(day.strftime("%m/%Y"), TODAY).matches(other) == same_month
    assert parse_date_filter(day.strftime("!%m/%Y"), TODAY).matches(other) != same_month


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("bonnet", TextFilter(text="bonnet")),
        ("=Sète", TextFilter(test="equals", text="Sète")),
        ("^mont", TextFilter(test="starts", text="mont")),
        ("!paris", TextFilter(text="paris", negated=True)),
        ("!=Paris", TextFilter(test="equals", text="Paris", negated=True)),
        ("<>Paris", TextFilter(test="equals", text="Paris", negated=True)),
        ("!^mont", TextFilter(test="starts", text="mont", negated=True)),
        ('"vide"', TextFilter(text="vide")),
        ('="=x"', TextFilter(test="equals", text="=x")),
        ("50..90", TextFilter(text="50..90")),
        ("vide", TextFilter(empty=True)),
        ("=", TextFilter(empty=True)),
        ("*", TextFilter(empty=False)),
        ("", None),
    ],
)
def test_text_filter_is_understood(typed, expected):
    assert parse_text_filter(typed) == expected


@pytest.mark.parametrize("typed", ["^", "!^", '""', "x" * 201, "a\x00"])
def test_text_filter_not_understood_is_refused(typed):
    with pytest.raises(Refusal, match="filter_not_understood"):
        parse_text_filter(typed)


@pytest.mark.parametrize(
    ("typed", "value", "kept"),
    [
        ("élodie", "Mme ELODIE Bonnet", True),
        ("d'avila", "d’Ávila", True),
        ("=sete", "Sète", True),
        ("=sete", "Sète-Plage", False),
        ("^saint", "Saint-Étienne", True),
        ("^etienne", "Saint-Étienne", False),
        ("!paris", "Sète", True),
        ("!paris", None, True),
        ("!paris", "PARIS 3", False),
        ("paris", None, False),
        ("%", "100 % coton", True),
        ("%", "coton", False),
        ("_", "a_b", True),
        ("vide", "", True),
        ("vide", None, True),
        ("non vide", "x", True),
    ],
)
def test_text_filter_keeps_what_it_says(typed, value, kept):
    assert parse_text_filter(typed).matches(value) == kept


@given(st.text(max_size=20))
def test_filters_of_any_text_are_read_or_refused(text):
    for parse in (parse_number_filter, parse_text_filter, lambda typed: parse_date_filter(typed, TODAY)):
        with suppress(Refusal):
            parse(text)
