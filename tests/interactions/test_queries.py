from datetime import UTC, date, datetime, timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.interactions import queries
from chaland.interactions.queries import Filter
from factories.person import NOW, open_file, write_down

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 2)


def test_due_gives_the_day_and_what_is_overdue_earliest_first(shops):
    claire = open_file()
    today = write_down(claire, "call", due_at=NOW + timedelta(hours=3))
    overdue = write_down(claire, "appointment", due_at=NOW - timedelta(days=3))
    write_down(claire, "call", due_at=NOW + timedelta(days=1))
    write_down(claire, "call", due_at=NOW, outcome="done")
    assert [row.pk for row in queries.due(Scope(), TODAY)] == [overdue, today]


def test_due_counts_days_in_the_time_of_the_network(shops):
    claire = open_file()
    late_evening = write_down(claire, "call", due_at=datetime(2026, 3, 2, 22, 30, tzinfo=UTC))
    after_midnight = write_down(claire, "call", due_at=datetime(2026, 3, 2, 23, 30, tzinfo=UTC))
    assert [row.pk for row in queries.due(Scope(), TODAY)] == [late_evening]
    assert [row.pk for row in queries.due(Scope(), date(2026, 3, 3))] == [late_evening, after_midnight]


def test_a_store_sees_its_own_and_those_of_no_store_with_its_customers(shops):
    lyon, nantes = shops
    of_lyon, of_nobody = open_file(home_store_id=lyon.pk), open_file("Martin")
    own = write_down(of_lyon, "call", due_at=NOW)
    theirs = write_down(of_nobody, "call", due_at=NOW, store_id=nantes.pk)
    nowhere = write_down(of_nobody, "call", due_at=NOW)
    assert {row.pk for row in queries.due(Scope(), TODAY)} == {own, theirs, nowhere}
    assert {row.pk for row in queries.due(Scope(lyon.pk), TODAY)} == {own}
    assert {row.pk for row in queries.due(Scope(nantes.pk), TODAY)} == {theirs}


def test_of_customer_hides_what_passed_in_another_store(shops):
    lyon, nantes = shops
    claire = open_file(home_store_id=lyon.pk)
    here = write_down(claire, store_id=lyon.pk)
    there = write_down(claire, store_id=nantes.pk)
    assert [row.pk for row in queries.of_customer(claire.pk, Scope())] == [there, here]
    assert [row.pk for row in queries.of_customer(claire.pk, Scope(lyon.pk))] == [here]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Filter(), ["planned", "seen", "called"]),
        (Filter(kind="visit"), ["seen"]),
        (Filter(channel="phone"), ["planned", "called"]),
        (Filter(outcome="interested"), ["called"]),
        (Filter(state="open"), ["planned"]),
        (Filter(state="done"), ["called"]),
        (Filter(since=TODAY), ["planned", "seen"]),
        (Filter(until=date(2026, 3, 1)), ["called"]),
    ],
)
def test_listed_narrows(shops, wanted, found):
    claire = open_file()
    yesterday = NOW - timedelta(days=1)
    names = {
        write_down(claire, "call", due_at=yesterday, outcome="interested", occurred_at=yesterday): "called",
        write_down(claire, "visit"): "seen",
        write_down(claire, "call", due_at=NOW + timedelta(days=1)): "planned",
    }
    assert [names[row.pk] for row in queries.listed(Scope(), wanted)] == found


def test_a_day_lasts_23_hours_when_clocks_go_forward():
    begin, end = queries.day_bounds(date(2026, 3, 29), queries.zone())
    assert end - begin == timedelta(hours=23)
