from datetime import date, timedelta

import pytest

from chaland.accounts.rules import Scope
from chaland.kernel.errors import NotFound
from chaland.sales.models import Figures
from chaland.usecases.customers.join_household import join_household
from chaland.usecases.customers.open_customer import open_customer
from chaland.usecases.customers.read_customer import Habit, habit, read_customer
from chaland.usecases.sales.record_receipts import record_receipts
from factories.person import EVERYWHERE, NOW, open_file, write_down
from factories.sales import open_shops, receipt

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def shops():
    return open_shops("lyon", "nantes", "paris")


@pytest.fixture
def claire(shops):
    lyon, *_ = shops
    person = open_file(cards=("CARTE1",), home_store_id=lyon.pk, now=NOW - timedelta(days=400))
    sold = [
        receipt("1", card="CARTE1", sold_at=NOW - timedelta(days=40), total_cents=5000),
        receipt("2", card="CARTE1", sold_at=NOW - timedelta(days=10), total_cents=3000),
        receipt("3", card="CARTE1", sold_at=NOW - timedelta(days=5), total_cents=2000, store="nantes"),
    ]
    record_receipts(sold, now=NOW)
    return person


def test_the_network_sees_everything(shops, claire):
    file = read_customer(claire.pk, EVERYWHERE, today=TODAY)
    assert (file.figures.revenue_cents, file.figures.visits) == (10000, 3)
    assert [(one.store_name, one.row.revenue_cents) for one in file.stores] == [("Lyon", 8000), ("Nantes", 2000)]
    assert file.course.gaps == [30, 5]
    assert (sum(file.course.revenue), sum(file.course.visits), len(file.course.revenue)) == (10000, 3, 24)


def test_a_store_sees_its_own_figures_only(shops, claire):
    lyon, nantes, _paris = shops
    write_down(claire, "call", due_at=NOW, store_id=nantes.pk)
    file = read_customer(claire.pk, Scope(lyon.pk), today=TODAY)
    assert (file.figures.revenue_cents, [one.store_name for one in file.stores]) == (8000, ["Lyon"])
    assert (sum(file.course.revenue), file.course.gaps, file.due) == (8000, [30], [])


def test_a_store_that_does_not_know_the_customer_finds_nobody(shops, claire):
    with pytest.raises(NotFound, match="customer_unknown"):
        read_customer(claire.pk, Scope(shops[2].pk), today=TODAY)
    with pytest.raises(NotFound, match="customer_unknown"):
        open_customer(claire.pk + 1, EVERYWHERE)


def test_household_shows_only_members_the_store_knows(shops, claire):
    lyon, nantes, _paris = shops
    paul = open_file(first_name="Paul", home_store_id=lyon.pk)
    lea = open_file(first_name="Léa", home_store_id=nantes.pk)
    for other in (paul, lea):
        join_household(other.pk, claire.pk, scope=EVERYWHERE, now=NOW)
    names = {
        scope: [one.first_name for one in read_customer(claire.pk, scope, today=TODAY).members]
        for scope in (EVERYWHERE, Scope(lyon.pk))
    }
    assert names == {EVERYWHERE: ["Léa", "Paul"], Scope(lyon.pk): ["Paul"]}


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 2, 5), Habit("on_time", "unknown", 0)),
        (date(2026, 2, 6), Habit("late", "unknown", 1)),
        (date(2026, 2, 12), Habit("late", "unknown", 7)),
        (date(2026, 2, 13), Habit("very_late", "unknown", 8)),
    ],
)
def test_habit_counts_the_days_since_late(today, expected):
    row = Figures(late_on=date(2026, 2, 6), very_late_on=date(2026, 2, 13))
    assert habit(row, today) == expected


def test_habit_of_a_newcomer_is_unknown():
    assert habit(Figures(), TODAY) == Habit("unknown", "unknown", 0)


def test_a_new_person_has_an_empty_page(shops):
    file = read_customer(open_file("Nouvelle").pk, EVERYWHERE, today=TODAY)
    assert (file.figures.receipts, file.stores, file.categories, file.tastes, file.points) == (0, [], [], {}, [])
    assert file.custom == []
