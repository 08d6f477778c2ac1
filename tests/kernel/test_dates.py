"""Moments, days and birthdays."""

from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.kernel.dates import Birthday, business_day, format_day, parse_day, parse_moment
from chaland.kernel.errors import Refusal

PARIS = ZoneInfo("Europe/Paris")
REUNION = ZoneInfo("Indian/Reunion")
TODAY = date(2026, 11, 22)

days = st.dates(date(1900, 1, 1), date(2199, 12, 31))
birth_days = st.dates(date(1900, 1, 2), TODAY)
moments = st.datetimes(datetime(1900, 1, 2), datetime(2199, 12, 30), timezones=st.just(UTC))  # noqa: DTZ001 - bounds


@given(moments, st.sampled_from([PARIS, REUNION]))
def test_moment_written_with_its_offset_is_read_back(moment, zone):
    assert parse_moment(moment.astimezone(zone).isoformat(), PARIS) == moment


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("2026-11-22T10:30:00+01:00", (2026, 11, 22, 9, 30)),
        ("2026-11-22T10:30:00Z", (2026, 11, 22, 10, 30)),
        ("2026-11-22T10:30", (2026, 11, 22, 9, 30)),
        ("2026-07-22 10:30", (2026, 7, 22, 8, 30)),
        ("22/11/2026 10:30", (2026, 11, 22, 9, 30)),
        ("22/11/2026 10:30:00", (2026, 11, 22, 9, 30)),
        ("2026-11-22", (2026, 11, 21, 23, 0)),
        ("22/11/2026", (2026, 11, 21, 23, 0)),
        # Clocks go back on 25 October: 02:30 happens at 00:30 and at 01:30 UTC.
        ("2026-10-25T02:30", (2026, 10, 25, 0, 30)),
        # Clocks go forward on 29 March: 02:30 does not exist.
        ("2026-03-29T02:30", (2026, 3, 29, 1, 30)),
    ],
)
def test_moment_is_read_in_the_stores_zone(typed, expected):
    moment = parse_moment(typed, PARIS)
    assert (moment, moment.tzinfo) == (datetime(*expected, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "hier",
        "2026-13-01T00:00",
        "31/02/2026 10:00",
        "0001-01-01T00:00+14:00",
        "9999-12-31T23:59-12:00",
        "２０２６-11-22",
        "9" * 5000,
        "2026-11-22T25:00",
        "2026-11-22T10:30+99:00",
    ],
)
def test_moment_that_is_none_is_refused(typed):
    with pytest.raises(Refusal, match="moment_not_understood"):
        parse_moment(typed, PARIS)


@given(st.text(max_size=30))
def test_moment_of_any_text_is_read_or_refused(text):
    with suppress(Refusal):
        assert parse_moment(text, PARIS).tzinfo == UTC


def test_business_day_is_the_shops():
    late = datetime(2026, 11, 22, 22, 30, tzinfo=UTC)
    assert (business_day(late, PARIS), business_day(late, REUNION)) == (date(2026, 11, 22), date(2026, 11, 23))


@given(days, st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d%m%Y", "%Y%m%d", "%Y-%m-%d 00:00:00"]))
def test_day_written_any_usual_way_is_read_back(day, shape):
    assert parse_day(day.strftime(shape)) == day


@pytest.mark.parametrize(
    "typed",
    [
        "31/02/1980",
        "29/02/2023",
        "12/31/1980",
        "01/01/0001",
        "1850-01-01",
        "2200-01-01",
        "24/11",
        "24/11/84",
        "45231",
        "",
        "24/11-1984",
        "１２/11/1984",
        "9" * 5000,
    ],
)
def test_day_that_no_calendar_has_is_refused(typed):
    with pytest.raises(Refusal, match="day_not_understood"):
        parse_day(typed)


def test_day_is_written_the_readers_way():
    assert [format_day(date(1984, 1, 4), language) for language in ("fr", "en")] == ["04/01/1984", "4 Jan 1984"]


@given(birth_days, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d%m%Y", "%d.%m.%Y"]))
def test_birthday_with_its_year_is_read_back(day, shape):
    assert Birthday.parse(day.strftime(shape), today=TODAY) == Birthday(day.day, day.month, day.year)


@given(birth_days, st.sampled_from(["%d/%m", "--%m-%d", "--%m%d", "%d-%m"]))
def test_birthday_without_year_is_read_back(day, shape):
    assert Birthday.parse(day.strftime(shape), today=TODAY) == Birthday(day.day, day.month)


@given(st.dates(TODAY - timedelta(days=36500), TODAY), st.dates(TODAY, TODAY + timedelta(days=20000)))
def test_birthday_of_two_figures_is_never_in_the_future(day, today):
    read = Birthday.parse(f"{day.day}/{day.month}/{day.year % 100:02d}", today=today) if day.month != 2 else None
    assert read is None or today - timedelta(days=36525) <= read.born_on <= today


def test_birthday_of_1968_is_not_of_2068():
    assert Birthday.parse("12/05/68", today=TODAY) == Birthday(12, 5, 1968)
    assert Birthday.parse("22/11/26", today=TODAY) == Birthday(22, 11, 2026)
    assert Birthday.parse("23/11/26", today=TODAY) == Birthday(23, 11, 1926)


@pytest.mark.parametrize("typed", ["", "  ", "01/01/1900", "1900-01-01"])
def test_birthday_blank_or_placeholder_is_none(typed):
    assert Birthday.parse(typed, today=TODAY) is None


@pytest.mark.parametrize(
    "typed", ["31/02/1980", "29/02/2023", "12/31/1980", "31/02", "00/05", "29/02/23", "hier", "9" * 5000]
)
def test_birthday_that_no_calendar_has_is_refused(typed):
    with pytest.raises(Refusal, match="birthday_not_understood"):
        Birthday.parse(typed, today=TODAY)


@pytest.mark.parametrize("typed", ["01/01/1850", "01/01/0001", "23/11/2026", "2150-01-01"])
def test_birthday_out_of_a_life_is_refused(typed):
    with pytest.raises(Refusal, match="birthday_out_of_range"):
        Birthday.parse(typed, today=TODAY)


def test_birthday_on_29_february_is_wished_on_the_28th_of_common_years():
    leap = Birthday(29, 2)
    assert [leap.on_year(year) for year in (2024, 2026)] == [date(2024, 2, 29), date(2026, 2, 28)]


@given(birth_days, days)
def test_birthday_next_is_within_a_year_and_counts_today(born, today):
    birthday = Birthday(born.day, born.month)
    following = birthday.next_after(today)
    assert today <= following <= today + timedelta(days=366)
    assert birthday.next_after(following) == following


@pytest.mark.parametrize(
    ("today", "age"),
    [
        (date(2027, 2, 28), 14),
        (date(2027, 3, 1), 15),
        (date(2028, 2, 29), 16),
        (date(2012, 2, 29), 0),
        (date(2012, 2, 28), None),
    ],
)
def test_birthday_age_of_29_february_is_never_a_day_early(today, age):
    assert Birthday(29, 2, 2012).age_on(today) == age


def test_birthday_age_without_year_is_none():
    assert Birthday(24, 11).age_on(TODAY) is None


def test_birthday_is_written_with_the_year_it_has():
    both = [Birthday(4, 1, 1984), Birthday(4, 1)]
    assert [b.format("fr") for b in both] == ["04/01/1984", "04/01"]
    assert [b.format("en") for b in both] == ["4 Jan 1984", "4 Jan"]
