"""When steps of journeys are due and whose birthday it is: laws of the clock and the calendar."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chaland.campaigns.rules.journeys import (
    LATE_DAYS,
    SEND,
    WAIT,
    Step,
    birthdays,
    due_at,
    due_on,
    first_day,
    is_too_late,
    read_steps,
)
from chaland.kernel.errors import Refusal

pytestmark = pytest.mark.pure
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
HOURS = st.integers(0, 23)
ZONES = st.sampled_from(["Europe/Paris", "America/New_York", "Indian/Reunion", "UTC"]).map(ZoneInfo)
SENDING = {"do": "send", "campaign_id": 1}


@given(DAYS, HOURS, ZONES)
def test_a_step_is_due_on_its_own_day_whatever_the_clocks_do(day, hour, zone):
    local = due_at(day, hour, zone).astimezone(zone)
    assert local.date() == day
    assert local.hour in (hour, hour + 1)


@given(DAYS, HOURS, HOURS, ZONES)
def test_later_hours_are_never_due_earlier(day, hour, other, zone):
    first, second = sorted((hour, other))
    assert due_at(day, first, zone) <= due_at(day, second, zone) < due_at(day + timedelta(days=1), 23, zone)


def test_an_hour_that_does_not_exist_is_the_one_after_it_and_one_that_is_twice_the_first():
    paris = ZoneInfo("Europe/Paris")
    assert due_at(date(2026, 3, 29), 2, paris) == due_at(date(2026, 3, 29), 3, paris)
    assert due_at(date(2026, 10, 25), 2, paris) == datetime(2026, 10, 25, 0, tzinfo=UTC)


@given(DAYS, st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_waits_add_up_whatever_they_are_cut_into(day, waits):
    steps = [*(Step(WAIT, days=one) for one in waits), Step(SEND)]
    assert due_on(steps, len(waits), day) == due_on([Step(WAIT, days=sum(waits)), Step(SEND)], 1, day)


@given(st.integers(1, 12), st.data(), st.integers(0, 60), st.integers(2020, 2034))
def test_everybody_has_one_birthday_a_year_never_early(month, data, before, year):
    born = data.draw(st.integers(1, calendar.monthrange(2000, month)[1]))
    shift = timedelta(days=before)
    first, last = date(year, 1, 1) - shift, date(year, 12, 31) - shift
    found = [one for one in birthdays(first, last, before=before) if (one.month, one.day) == (month, born)]
    assert [one.year for one in found] == [year]
    is_leap_baby = (month, born) == (2, 29) and not calendar.isleap(year)
    assert found[0].on + shift == date(year, month, 28 if is_leap_baby else born)


@given(DAYS, st.integers(0, 40), st.integers(0, 40), st.integers(0, 60))
def test_days_asked_one_by_one_give_the_same_birthdays(first, count, cut, before):
    last = first + timedelta(days=count)
    middle = min(first + timedelta(days=cut), last)
    parts = [*birthdays(first, middle, before=before), *birthdays(middle + timedelta(days=1), last, before=before)]
    assert parts == list(birthdays(first, last, before=before))


@given(DAYS, DAYS)
def test_what_is_taken_up_is_never_too_late_nor_before_it_was_switched_on(since, today):
    first = first_day(since, today)
    assert first >= since
    assert first > today or not is_too_late(first, today)
    assert (today - first).days <= LATE_DAYS


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ([], "journey_without_sending"),
        ([{"do": "wait", "days": 1}], "journey_without_sending"),
        ([{"do": "wait", "days": 0}, SENDING], "journey_wait"),
        ([{"do": "wait", "days": True}, SENDING], "journey_wait"),
        ([{"do": "wait", "days": 9999}, SENDING], "journey_wait"),
        ([{"do": "dance"}, SENDING], "journey_step_unknown"),
        ([{"do": "if", "condition": "rich"}, SENDING], "journey_condition_unknown"),
        ([{"do": "if", "condition": "segment"}, SENDING], "journey_condition_unknown"),
        ([SENDING] * 13, "journey_too_many_steps"),
    ],
)
def test_steps_that_make_no_sense_are_refused(steps, code):
    with pytest.raises(Refusal) as refused:
        read_steps(steps)
    assert refused.value.code == code


def test_steps_are_kept_as_they_were_read():
    steps = [{"do": "wait", "days": 3}, {"do": "if", "condition": "segment", "segment_id": 4}, SENDING]
    assert [one.plain() for one in read_steps(steps)] == steps
