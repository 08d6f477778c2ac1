from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from chaland.accounts.rules import Scope
from chaland.kernel.dates import Birthday
from chaland.sales import customer_list as lists
from chaland.sales.models import Figures
from factories.customer_list import CALENDAR, EVERYWHERE, columns, four_people, listed, one_row, question, shown_keys
from factories.customers import NOW, ago, enter

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(shops):
    return four_people(*shops)


@pytest.mark.parametrize(
    ("key", "text", "names"),
    [
        ("name", "bonnet", ["ada", "bob"]),
        ("name", "ADA bon", ["ada"]),
        ("name", "bonnet ada", ["ada"]),
        ("name", "=Bonnet", ["ada"]),
        ("name", "=bob", ["bob"]),
        ("name", "^mart", ["bob"]),
        ("name", "!bonnet", ["cleo", "dan"]),
        ("name", "coeur", ["cleo"]),
        ("name", "vide", ["dan"]),
        ("name", "non vide", ["ada", "bob", "cleo"]),
        ("name", "%", []),
        ("civility", "mme", ["ada"]),
        ("civility", "mme,m", ["ada", "bob"]),
        ("civility", "=", ["cleo", "dan"]),
        ("city", "sete", ["ada"]),
        ("city", "=Nantes", ["bob"]),
        ("city", "^nan", ["bob"]),
        ("city", "vide", ["cleo", "dan"]),
        ("postcode", "34", ["ada"]),
        ("postcode", "4000", []),
        ("postcode", "!34", ["bob", "cleo", "dan"]),
        ("reference", "100%", ["dan"]),
        ("reference", "T:", ["ada", "bob", "dan"]),
        ("reference", "vide", ["cleo"]),
        ("card", "123", ["ada"]),
        ("card", "=000123", ["ada"]),
        ("card", "vide", ["bob", "cleo", "dan"]),
        ("email", "@exemple", ["ada", "bob"]),
        ("email", "!.fr", ["bob", "cleo", "dan"]),
        ("email", "non vide", ["ada", "bob"]),
        ("mobile", "06 39", ["ada"]),
        ("mobile", "0123", []),
        ("mobile", "980123", ["ada"]),
        ("mobile", "+33 6 39", ["ada"]),
        ("birthday", "24/11", ["ada"]),
        ("birthday", "ce mois", ["ada"]),
        ("birthday", "février", ["cleo"]),
        ("birthday", "1", ["bob"]),
        ("birthday", "20/12..15/01", ["bob"]),
        ("birthday", "2026-11-22..2026-11-28", ["ada"]),
        ("birthday", "vide", ["dan"]),
        ("age", "41", ["ada"]),
        ("age", "<=26", ["cleo"]),
        ("age", ">26", ["ada"]),
        ("age", "vide", ["bob", "dan"]),
        ("created_at", "<60j", ["ada", "bob", "dan"]),
        ("created_at", ">60j", ["cleo"]),
        ("created_at", "08/2026", ["cleo"]),
        ("status", "prospect", ["cleo"]),
        ("status", "customer", ["ada", "bob", "dan"]),
        ("household", "3", ["ada"]),
        ("household", "vide", ["bob", "cleo", "dan"]),
        ("revenue", ">800", ["ada"]),
        ("revenue", "1 234,56", ["ada"]),
        ("revenue", "<0", ["dan"]),
        ("revenue", "0..10", ["bob", "cleo"]),
        ("revenue_12m", "800", ["ada"]),
        ("revenue_prior_12m", "1", ["ada"]),
        ("visits", ">2.5", ["ada"]),
        ("visits", "2", ["bob"]),
        ("visits", "!2", ["ada", "cleo", "dan"]),
        ("visits_12m", ">=5", ["ada"]),
        ("basket", "2..3", ["bob"]),
        ("basket", "vide", ["cleo", "dan"]),
        ("interval", "35", ["ada", "bob"]),
        ("interval", ">35", []),
        ("interval", ">34j", ["ada", "bob"]),
        ("usual_interval", "<31", ["ada"]),
        ("recent_interval", "18", ["ada"]),
        ("interval_change", "<-10%", ["ada"]),
        ("interval_change", "25", ["bob"]),
        ("rhythm", "on_time", ["ada"]),
        ("rhythm", "late", ["bob"]),
        ("rhythm", "very_late", ["dan"]),
        ("rhythm", "late,very_late", ["bob", "dan"]),
        ("rhythm", "unknown", ["cleo"]),
        ("first_visit", "2025", ["ada"]),
        ("last_visit", "<10j", ["ada"]),
        ("last_visit", "vide", ["cleo"]),
        ("recency", "3", ["ada"]),
        ("recency", ">=40", ["bob", "dan"]),
        ("recency", "<40", ["ada"]),
        ("recency", ">99999999", []),
        ("categories", ">1", ["ada"]),
        ("wish", "arrived", ["ada"]),
        ("wish", "waiting", ["bob"]),
        ("custom.size", ">40", ["bob"]),
        ("custom.size", "38,5", ["ada"]),
        ("custom.size", "vide", ["cleo", "dan"]),
        ("custom.style", "ville", ["ada"]),
        ("custom.style", "vide", ["cleo", "dan"]),
        ("custom.vip", "yes", ["ada"]),
        ("custom.vip", "no", ["bob"]),
        ("custom.since", "2020", ["ada"]),
        ("custom.since", ">2021", ["bob"]),
        ("custom.note", "ROUGE", ["ada"]),
        ("custom.note", "!rouge", ["bob", "cleo", "dan"]),
    ],
)
def test_a_filter_keeps_who_it_says(file, key, text, names):
    assert sorted(listed(file, question({key: text}))) == names


def test_filters_on_the_person_and_on_the_figures_hold_together(file):
    assert listed(file, question({"name": "bonnet", "revenue": "<100", "birthday": "01"})) == ["bob"]


def test_the_seller_and_the_store_of_reference_are_chosen_by_their_number(file, shops):
    assert sorted(listed(file, question({"store": str(shops[0].pk)}))) == ["ada", "cleo"]
    assert listed(file, question({"seller": "*"})) == []


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("visits", "abc"),
        ("visits", "1..2..3"),
        ("revenue", "NaN"),
        ("revenue", "1e9"),
        ("created_at", "32/01/2026"),
        ("birthday", "31/02"),
        ("birthday", "13"),
        ("rhythm", "sometimes"),
        ("store", "lyon"),
        ("store", "9" * 30),
        ("mobile", "abc"),
        ("name", "=" + "x" * 300),
        ("name", "a\x00"),
        ("custom.style", "Ski"),
        ("custom.vip", "perhaps"),
    ],
)
def test_a_filter_that_cannot_be_read_is_refused_and_the_others_hold(file, key, text):
    conditions = lists.read_conditions({"civility": "mme", key: text}, columns(), CALENDAR, EVERYWHERE)
    assert {name: refusal.code for name, refusal in conditions.refusals.items()} == {key: "filter_not_understood"}
    asked = lists.ListQuestion(EVERYWHERE, CALENDAR, conditions, columns()["name"])
    assert listed(file, asked) == ["ada"]


def test_unknown_columns_and_those_that_are_off_are_left_out(file):
    assert "custom.gone" not in columns()
    assert lists.count(question({"custom.gone": "x", "password": "x"})) == 4


def test_a_row_has_the_value_of_every_column(file, shops):
    row = one_row(file["ada"], *shown_keys())
    assert (row.name, row.civility) == ("Bonnet Ada", "mme")
    assert dict(row.values) == {
        "name": "Bonnet Ada",
        "civility": "mme",
        "city": "Sète",
        "postcode": "34000",
        "store": shops[0].pk,
        "seller": None,
        "reference": "t:1",
        "card": "000123",
        "email": "ada@exemple.fr",
        "mobile": "+33639980123",
        "birthday": Birthday(24, 11, 1984),
        "age": 41,
        "created_at": NOW,
        "status": "customer",
        "household": 3,
        "revenue": 123456,
        "revenue_12m": 80000,
        "revenue_prior_12m": 100,
        "visits": 10,
        "visits_12m": 5,
        "basket": 12346,
        "interval": 34.6,
        "usual_interval": 30.0,
        "recent_interval": 18.0,
        "interval_change": -0.4,
        "rhythm": "on_time",
        "first_visit": ago(400),
        "last_visit": ago(3),
        "recency": 3,
        "categories": 4,
        "wish": "arrived",
        "custom.size": 38.5,
        "custom.style": "Ville",
        "custom.vip": True,
        "custom.since": "2020-05-01",
        "custom.note": "Aime le rouge",
    }


def test_totals_are_those_of_the_filtered_customers(file):
    totals = lists.totals(question({"name": "bonnet"}))
    assert totals == lists.Totals(
        customers=2,
        file=4,
        revenue_cents=123956,
        revenue_12m_cents=80000,
        visits=12,
        average_basket_cents=10330,
        interval_days=pytest.approx(35.0),
    )
    assert totals.share == 0.5


def test_totals_of_nobody_have_no_average(file):
    totals = lists.totals(question({"name": "nobody"}))
    assert (totals.customers, totals.revenue_cents) == (0, 0)
    assert (totals.average_basket_cents, totals.interval_days) == (None, None)


def test_a_store_lists_counts_and_totals_its_own_with_its_own_figures(file, shops):
    lyon, nantes = (Scope(shop.pk) for shop in shops)
    Figures.objects.create(customer_id=file["bob"], store=shops[0], receipts=1, visits=1, revenue_cents=70)
    assert sorted(listed(file, question(scope=lyon))) == ["ada", "bob", "cleo"]
    assert sorted(listed(file, question(scope=nantes))) == ["bob", "dan"]
    asked = question({"name": "bob"}, scope=lyon)
    assert (lists.totals(asked).revenue_cents, lists.totals(asked).file) == (70, 3)
    assert listed(file, question({"name": "cleo"}, scope=nantes)) == []
    assert listed(file, question(scope=nantes, chosen=(file["ada"], file["dan"]))) == ["dan"]


@pytest.mark.parametrize("sort", ["name", "email", "city", "created_at", "revenue", "basket"])
def test_every_order_keeps_to_the_store(file, shops, sort):
    nantes = Scope(shops[1].pk)
    for descending in (False, True):
        assert sorted(listed(file, question(scope=nantes, sort=sort, descending=descending))) == ["bob", "dan"]


def queries_of_page(asked: lists.ListQuestion) -> int:
    with CaptureQueriesContext(connection) as captured:
        lists.page(asked, [columns()[key] for key in shown_keys()], 1, lists.totals(asked).customers)
    return len(captured)


def test_a_page_takes_the_same_queries_for_one_row_and_for_three(file):
    assert lists.count(question({"reference": "=t:1"})) == 1
    assert lists.count(question({"reference": "t:"})) == 3
    assert queries_of_page(question({"reference": "=t:1"})) == queries_of_page(question({"reference": "t:"}))


def test_days_begin_at_midnight_of_the_network(shops):
    customer_id = enter("Late", store=shops[0], now=NOW.replace(hour=23, minute=30))
    asked = question({"created_at": "23/11/2026"})
    assert [row.customer_id for row in lists.rows(asked, [])] == [customer_id]
    assert date(2026, 11, 22) == NOW.date()
