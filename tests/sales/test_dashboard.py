"""The dashboard's figures, on a made-up shop in Lyon and another in Nantes."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from chaland.accounts.rules import Scope
from chaland.customers.models import Customer
from chaland.customers.rules import NewCustomer
from chaland.kernel.dates import Birthday
from chaland.sales.dashboard import people, takings
from chaland.sales.dashboard.page import read_dashboard
from chaland.sales.dashboard.periods import LENGTHS, YEAR, Period, Totals, add_up, first_week_on, period_of, weeks
from chaland.sales.dashboard.todo import ThingsToDo, birthdays_wished, things_to_do
from chaland.sales.models import Wish
from chaland.stores.models import Seller
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.sales.roll_figures import rebuild_figures
from factories.sales import line, open_shops, receipt

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
EVERYWHERE = Scope()


def at(days_ago, hour=11):
    return datetime(2026, 11, 22, hour, tzinfo=UTC) - timedelta(days=days_ago)


def sell(*said):
    """Record receipts given as (number, days ago, cents, what else)."""
    inputs = [
        receipt(number, lines=[line(amount_cents=cents)], **{"sold_at": at(days_ago), **rest})
        for number, days_ago, cents, rest in said
    ]
    outcomes = record_receipts(inputs, now=NOW)
    assert [outcome.status for outcome in outcomes] == ["created"] * len(inputs)


@pytest.mark.parametrize("choice", LENGTHS)
def test_period_ends_today_and_is_compared_with_periods_of_its_length(choice):
    period = period_of(choice, TODAY)
    assert (period.end_on, period.days) == (TODAY, LENGTHS[choice])
    assert period.year_before.days == period.days
    assert period.year_before.end_on < period.start_on
    assert (period.just_before.days, period.just_before.end_on) == (period.days, period.start_on - timedelta(days=1))


@pytest.mark.parametrize("choice", ["7d", "30d", "90d"])
def test_period_is_compared_with_the_same_weekdays(choice):
    assert period_of(choice, TODAY).year_before.end_on == TODAY - YEAR
    assert (TODAY - YEAR).weekday() == TODAY.weekday()


def test_twelve_months_are_compared_with_the_twelve_before():
    period = period_of("12m", TODAY)
    assert period.year_before == period.just_before == Period(date(2024, 11, 23), date(2025, 11, 22))


def test_period_unknown_is_the_usual_one():
    assert period_of("<script>", TODAY) == period_of("30d", TODAY)


@given(st.integers(1, 800))
def test_parts_of_a_period_follow_each_other_to_its_end(days):
    parts = Period.ending(TODAY, days).parts()
    assert parts[-1].end_on == TODAY
    assert len({part.days for part in parts}) == 1
    assert all(b.start_on - a.end_on == timedelta(days=1) for a, b in pairwise(parts))
    assert days - parts[0].days < sum(part.days for part in parts) <= days


def test_totals_without_a_visit_have_no_basket():
    assert (Totals().average_basket_cents, Totals().card_share) == (None, None)
    assert Totals(receipts=3, visits=2, revenue_cents=5001, with_card=1).average_basket_cents == 2501


@given(st.dictionaries(st.dates(TODAY - timedelta(days=900), TODAY), st.integers(-10_000, 10_000)))
def test_weeks_hold_each_day_once_beside_the_same_week_a_year_before(revenue):
    days = {day: Totals(revenue_cents=cents) for day, cents in revenue.items()}
    shown = weeks(days, TODAY, date(2020, 1, 1))
    first = first_week_on(TODAY)
    assert (len(shown), shown[0].start_on, shown[-1].start_on) == (52, first, date(2026, 11, 16))
    assert sum(week.revenue_cents for week in shown) == add_up(days, Period(first, TODAY)).revenue_cents
    before = Period(first - YEAR, first - timedelta(days=1))
    assert sum(week.year_before_cents for week in shown) == add_up(days, before).revenue_cents


def test_weeks_before_the_first_receipt_are_not_compared():
    first = first_week_on(TODAY) - YEAR
    shown = weeks({first: Totals(revenue_cents=5)}, TODAY, first + timedelta(days=1))
    assert (shown[0].year_before_cents, shown[1].year_before_cents) == (None, 0)
    assert {week.year_before_cents for week in weeks({}, TODAY, None)} == {None}


@pytest.mark.django_db
def test_earlier_days_are_compared_only_where_receipts_reach_back():
    open_shops("lyon")
    sell(("1", 0, 100, {}), ("2", 13, 100, {}), ("3", 369, 100, {}))
    week = read_dashboard(EVERYWHERE, period_of("7d", TODAY), PARIS).comparison
    assert (week.year_before, week.just_before) == (None, Totals(1, 1, 100, 0))
    sell(("4", 370, 500, {}))
    week = read_dashboard(EVERYWHERE, period_of("7d", TODAY), PARIS).comparison
    assert week.year_before == Totals(2, 2, 600, 0)
    assert read_dashboard(EVERYWHERE, period_of("30d", TODAY), PARIS).comparison.year_before is None


@pytest.mark.django_db
def test_takings_of_a_period_stand_beside_a_year_before_and_just_before():
    open_shops("lyon", "nantes")
    sell(
        ("1", 0, 4000, {"customer": "x:1"}),
        ("2", 6, 1000, {}),
        ("3", 6, -500, {"customer": "x:1"}),
        ("4", 7, 700, {"customer": "x:2"}),
        ("5", 364, 2000, {"store": "nantes"}),
        ("6", 371, 90_000, {}),
    )
    board = read_dashboard(EVERYWHERE, period_of("7d", TODAY), PARIS)
    assert board.today == Totals(1, 1, 4000, 1)
    assert board.comparison.now == Totals(receipts=3, visits=2, revenue_cents=4500, with_card=2)
    assert board.comparison.year_before == Totals(1, 1, 2000, 0)
    assert board.comparison.just_before == Totals(1, 1, 700, 1)
    assert [part.revenue_cents for part in board.comparison.parts] == [500, 0, 0, 0, 0, 0, 4000]
    assert board.last_receipt_on == TODAY


@pytest.mark.django_db
def test_dashboard_of_one_store_ignores_the_others():
    lyon, nantes = open_shops("lyon", "nantes")
    sell(("1", 0, 4000, {"customer": "x:1"}), ("2", 0, 1000, {"store": "nantes", "customer": "x:2"}))
    board = read_dashboard(Scope(nantes.pk), period_of("7d", TODAY), PARIS)
    assert board.comparison.now == Totals(1, 1, 1000, 1)
    assert [one.reference for one in board.best] == ["x:2"]
    assert (board.file.customers, board.stores) == (1, ())
    everywhere = read_dashboard(EVERYWHERE, period_of("7d", TODAY), PARIS)
    assert [(store.store_id, store.totals.revenue_cents) for store in everywhere.stores] == [
        (lyon.pk, 4000),
        (nantes.pk, 1000),
    ]


@pytest.mark.django_db
def test_dashboard_before_the_first_receipt_is_empty():
    open_shops("lyon")
    board = read_dashboard(EVERYWHERE, period_of("30d", TODAY), PARIS)
    assert (board.last_receipt_on, board.comparison.now, board.file.customers) == (None, Totals(), 0)
    assert (board.best, board.drifting, board.sellers, board.stores, board.hours) == ([], [], [], [], {})


@pytest.mark.django_db
def test_dashboard_names_the_last_receipt_of_an_old_file():
    open_shops("lyon")
    sell(("1", 2000, 4000, {}))
    assert read_dashboard(EVERYWHERE, period_of("30d", TODAY), PARIS).last_receipt_on == TODAY - timedelta(days=2000)


@pytest.mark.django_db
def test_sellers_are_ranked_by_revenue():
    (lyon,) = open_shops("lyon")
    for code, name in (("s", "Samir"), ("i", "Inès")):
        Seller.objects.create(store=lyon, code=code, name=name)
    sell(
        ("1", 1, 4000, {"seller": "s"}),
        ("2", 1, 9000, {"seller": "i", "customer": "x:1"}),
        ("3", 2, -1000, {"seller": "i"}),
        ("4", 40, 99_999, {"seller": "s"}),
        ("5", 1, 77, {}),
    )
    found = takings.by_seller(EVERYWHERE, period_of("30d", TODAY))
    assert [(one.name, one.store, one.totals) for one in found] == [
        ("Inès", "Lyon", Totals(receipts=2, visits=1, revenue_cents=8000, with_card=1)),
        ("Samir", "Lyon", Totals(receipts=1, visits=1, revenue_cents=4000, with_card=0)),
    ]


@pytest.mark.django_db
def test_hours_are_those_of_the_store_clock_in_summer_and_winter():
    open_shops("lyon")
    (noumea,) = open_shops("noumea", time_zone="Pacific/Noumea")
    monday_summer = datetime(2026, 10, 19, 8, 30, tzinfo=UTC)
    monday_winter = datetime(2026, 10, 26, 9, 30, tzinfo=UTC)
    sell(
        ("1", 0, 100, {"sold_at": monday_summer}),
        ("2", 0, 100, {"sold_at": monday_winter}),
        ("3", 0, -100, {"sold_at": monday_winter}),
        ("4", 0, 100, {"sold_at": datetime(2026, 10, 25, 22, 30, tzinfo=UTC), "store": "noumea"}),
    )
    assert takings.by_hour(EVERYWHERE, period_of("90d", TODAY)) == {(0, 10): 2, (0, 9): 1}
    assert takings.by_hour(Scope(noumea.pk), period_of("90d", TODAY)) == {(0, 9): 1}


@pytest.mark.django_db
def test_file_counts_everyone_once_by_last_purchase():
    open_shops("lyon")
    sell(
        ("1", 30, 100, {"customer": "x:active"}),
        ("2", 31, 100, {"customer": "x:less"}),
        ("3", 90, 100, {"customer": "x:still"}),
        ("4", 91, 100, {"customer": "x:call"}),
        ("5", 181, 100, {"customer": "x:dormant"}),
        ("6", 366, 100, {"customer": "x:lost"}),
        ("7", 365, 100, {"customer": "x:nearly"}),
        ("8", 1, -100, {"customer": "x:only-returned"}),
    )
    file = people.file_state(EVERYWHERE, TODAY, PARIS)
    once = people.FREQUENCY.index(people.Band(1, 1))
    assert file.cells == {(0, once): 1, (1, once): 2, (2, once): 1, (3, once): 2, (4, once): 1}
    assert {state: file.in_state(state) for state in people.STATES} == {
        "active": 3,
        "to_call_back": 1,
        "dormant": 2,
        "lost": 1,
    }
    assert (file.customers, file.never) == (7, 1)


@pytest.mark.django_db
def test_file_counts_frequency_by_bands():
    open_shops("lyon")
    sell(*[(f"{name}{visit}", visit, 100, {"customer": name}) for name, count in (("x:2", 2), ("x:5", 5), ("x:12", 12))
           for visit in range(count)])  # fmt: skip
    file = people.file_state(EVERYWHERE, TODAY, PARIS)
    found = {people.FREQUENCY[frequency].least: count for (_, frequency), count in file.cells.items()}
    assert found == {2: 1, 5: 1, 10: 1}


@pytest.mark.django_db
def test_best_and_drifting_customers_are_the_greatest_spenders():
    open_shops("lyon")
    weekly = [("w", 60 + 7 * visit, 5000, {"customer": "x:weekly"}) for visit in range(5)]
    sell(
        *[(f"{number}{index}", *rest) for index, (number, *rest) in enumerate(weekly)],
        ("big", 3, 90_000, {"customer": "x:big"}),
        ("small", 3, 10, {"customer": "x:small"}),
        ("old", 700, 900_000, {"customer": "x:old"}),
    )
    rebuild_figures(now=NOW)
    best = people.best(EVERYWHERE, TODAY, PARIS)
    assert [(one.reference, one.revenue_cents, one.visits, one.away_days) for one in best] == [
        ("x:big", 90_000, 1, 3),
        ("x:weekly", 25_000, 5, 60),
        ("x:small", 10, 1, 3),
    ]
    drifting = people.drifting(EVERYWHERE, TODAY, PARIS)
    assert [(one.reference, one.usual_interval_days, one.away_days) for one in drifting] == [("x:weekly", 7.0, 60)]


@pytest.mark.django_db
def test_late_regulars_are_counted_until_very_late():
    open_shops("lyon")
    for name, last in (("x:on-time", 10), ("x:late", 17), ("x:very-late", 60)):
        sell(*[(f"{name}{visit}", last + 7 * visit, 100, {"customer": name}) for visit in range(5)])
    assert things_to_do(EVERYWHERE, TODAY, PARIS) == ThingsToDo(late=1, birthdays=0, wishes=0, prospects=0)


@pytest.mark.parametrize(
    ("today", "wished"),
    [
        (date(2027, 2, 22), [(2, 22), (2, 23), (2, 24), (2, 25), (2, 26), (2, 27), (2, 28), (2, 29)]),
        (date(2028, 2, 22), [(2, 22), (2, 23), (2, 24), (2, 25), (2, 26), (2, 27), (2, 28)]),
        (date(2028, 2, 29), [(2, 29), (3, 1), (3, 2), (3, 3), (3, 4), (3, 5), (3, 6)]),
        (date(2027, 3, 1), [(3, 1), (3, 2), (3, 3), (3, 4), (3, 5), (3, 6), (3, 7)]),
        (date(2026, 12, 29), [(12, 29), (12, 30), (12, 31), (1, 1), (1, 2), (1, 3), (1, 4)]),
    ],
)
def test_birthdays_of_a_week_keep_29_february_in_its_month(today, wished):
    assert birthdays_wished(today, 7) == wished


@pytest.mark.django_db
def test_things_to_do_of_a_store_are_those_of_its_own_customers():
    lyon, nantes = open_shops("lyon", "nantes")
    for store, born in ((lyon, Birthday(22, 11)), (nantes, Birthday(28, 11, 1980)), (nantes, Birthday(29, 11))):
        new = NewCustomer(first_name="Ana", last_name="Inventée", birthday=born, home_store_id=store.pk)
        create_customer(new, now=NOW)
    for customer in Customer.objects.all():
        Wish.objects.create(customer=customer, text="bottes", created_at=NOW, arrived_at=NOW)
    Wish.objects.create(customer=Customer.objects.latest("pk"), text="sac", created_at=NOW, arrived_at=NOW)
    Wish.objects.create(customer=Customer.objects.latest("pk"), text="dit", created_at=NOW, arrived_at=NOW, told_at=NOW)
    assert things_to_do(EVERYWHERE, TODAY, PARIS) == ThingsToDo(late=0, birthdays=2, wishes=3, prospects=3)
    assert things_to_do(Scope(nantes.pk), TODAY, PARIS) == ThingsToDo(late=0, birthdays=1, wishes=2, prospects=2)
    later = TODAY + timedelta(days=31)
    assert things_to_do(EVERYWHERE, later, PARIS).prospects == 0


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "sqlite", reason="reads the plan of SQLite")
def test_takings_by_day_read_the_index_alone():
    queryset = takings._within(EVERYWHERE, period_of("12m", TODAY)).values_list("business_on")
    plan = queryset.annotate(**takings.MEASURES).explain()
    assert plan.count("USING COVERING INDEX receipt_of_day") == 1
