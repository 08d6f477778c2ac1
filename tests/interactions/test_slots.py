"""Which hours may be booked: the store's own clock, summer and winter, days off, notice."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from chaland.interactions.slots import Plan, free, read_hours, starts_on, write_hours
from chaland.kernel.errors import Refusal

PARIS = ZoneInfo("Europe/Paris")
HOUR = timedelta(hours=1)
MORNING = [(time(9), time(12))]


def plan(hours=MORNING, **changes):
    told = {"zone": PARIS, "length": HOUR, "places": 1, "notice": 2 * HOUR, "days_ahead": 30, **changes}
    return Plan(hours=[hours] * 7, **told)


def local(starts, zone=PARIS):
    return [f"{start.astimezone(zone):%H:%M}" for start in starts]


def test_starts_follow_one_another_and_the_last_ends_by_closing_time():
    day = date(2026, 3, 3)
    assert local(starts_on(plan(), day)) == ["09:00", "10:00", "11:00"]
    assert local(starts_on(plan(length=timedelta(minutes=50)), day)) == ["09:00", "09:50", "10:40"]
    assert local(starts_on(plan(hours=[]), day)) == []
    assert local(starts_on(plan(closed={day}), day)) == []


def test_hours_are_the_stores_own_in_summer_and_in_winter():
    winter, summer = date(2026, 3, 28), date(2026, 3, 29)
    assert [next(starts_on(plan(), day)) for day in (winter, summer)] == [
        datetime(2026, 3, 28, 8, tzinfo=UTC),
        datetime(2026, 3, 29, 7, tzinfo=UTC),
    ]
    assert next(starts_on(plan(zone=ZoneInfo("Indian/Reunion")), winter)) == datetime(2026, 3, 28, 5, tzinfo=UTC)


def test_an_hour_that_does_not_exist_is_left_out_and_one_that_comes_twice_comes_once():
    night = plan(hours=[(time(1), time(5))])
    assert local(starts_on(night, date(2026, 3, 29))) == ["01:00", "03:00", "04:00"]
    autumn = list(starts_on(night, date(2026, 10, 25)))
    assert (local(autumn), autumn[1]) == (["01:00", "02:00", "03:00", "04:00"], datetime(2026, 10, 25, 0, tzinfo=UTC))


def test_slot_is_free_after_the_notice_within_the_days_and_while_a_place_is_left():
    now = datetime(2026, 3, 3, 7, tzinfo=UTC)
    starts = [now + count * HOUR for count in range(1, 5)]
    assert free(plan(), starts, [], now) == starts[1:]
    assert free(plan(days_ahead=0), starts, [], now) == []
    held = [starts[2] + timedelta(minutes=30)]
    assert free(plan(), starts, held, now) == [starts[1]]
    assert free(plan(places=2), starts, held, now) == starts[1:]
    assert free(plan(places=2), starts, held * 2, now) == [starts[1]]
    assert free(plan(), starts, [starts[1] - HOUR], now) == starts[1:]


@pytest.mark.parametrize("text", ["", "9:00-12:00", "9:00-12:30, 14:00-18:05"])
def test_hours_are_read_as_they_are_written(text):
    assert write_hours(read_hours(text)) == text


@pytest.mark.parametrize("text", ["9", "x-y", "12-9", "9-12,11-13", "9-25", "9:60-10", "-", "9-12-13", "\x00-1"])
def test_hours_that_cannot_be_are_refused(text):
    with pytest.raises(Refusal) as refused:
        read_hours(text)
    assert refused.value.code == "hours_not_understood"
