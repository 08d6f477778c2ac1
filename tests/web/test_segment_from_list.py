"""The filters of the customer list as a rule: the same people, or a word that no condition says the same."""

import json
import re
from datetime import date
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client, override_settings

from chaland.customers.custom import CustomRule
from chaland.sales.customer_list import Calendar, columns_with
from chaland.sales.models import Figures
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.web.desk.segments.from_list import node_of
from factories.customers import NOW, ago, at_home, enter, owner
from factories.sales import line, open_shops, receipt

CALENDAR = Calendar(date(2026, 11, 22), ZoneInfo("Europe/Paris"))
COLUMNS = columns_with(
    [
        CustomRule("taille", "Pointure", "number"),
        CustomRule("gout", "Goût", "choice", ("Jazz", "Rock")),
        CustomRule("invite", "Invité", "yes_no"),
        CustomRule("depuis", "Depuis", "date"),
        CustomRule("mot", "Mot", "text"),
    ]
)
YEAR = {"last_days": 365}


@pytest.mark.parametrize(
    ("key", "text", "expected"),
    [
        ("revenue", ">800", {"condition": "revenue", "is": {"operator": "at_least", "amount": 80001}}),
        ("revenue_12m", "50..90", {"condition": "revenue", "window": YEAR,
                                   "is": {"operator": "between", "amount": 5000, "to": 9000}}),
        ("visits", ">2,5", {"condition": "visits", "is": {"operator": "at_least", "amount": 3}}),
        ("visits", "!3", {"none": [{"condition": "visits", "is": {"operator": "equal", "amount": 3}}]}),
        ("basket", "vide", {"condition": "average_basket", "is": {"operator": "unknown"}}),
        ("interval", "<=30j", {"condition": "visit_interval", "is": {"operator": "at_most", "amount": 30.5}}),
        ("recency", ">90j", {"condition": "recency", "is": {"operator": "at_least", "amount": 91}}),
        ("rhythm", "late,very_late", {"condition": "rhythm", "is": ["late", "very_late"]}),
        ("created_at", "<=60j", {"condition": "opened", "window": {"last_days": 61}}),
        ("last_visit", ">30j", {"condition": "last_visit", "window": {"before_days": 30}}),
        ("last_visit", "2026", {"condition": "last_visit", "window": {"from": "2026-01-01", "to": "2026-12-31"}}),
        ("last_visit", ">=2026", {"condition": "last_visit", "window": {"from": "2026-01-01"}}),
        ("postcode", "34", {"condition": "postcode", "is": ["34"]}),
        ("postcode", "!34", {"none": [{"condition": "postcode", "is": ["34"]}]}),
        ("store", "3,4", {"condition": "home_store", "is": [3, 4]}),
        ("civility", "mme", {"condition": "civility", "is": ["mme"]}),
        ("custom.taille", ">=38", {"condition": "custom", "field": ["taille"],
                                   "number": {"operator": "at_least", "amount": 38}}),
        ("custom.gout", "Jazz", {"condition": "custom", "field": ["gout"], "texts": ["Jazz"]}),
        ("custom.invite", "yes", {"condition": "custom", "field": ["invite"], "texts": ["true"]}),
        ("custom.depuis", "2020", {"condition": "custom", "field": ["depuis"],
                                   "window": {"from": "2020-01-01", "to": "2020-12-31"}}),
        ("bought", "days:2026-01-01..2026-03-31,weekday:1,hours:17..18",
         {"condition": "came", "is": {"operator": "at_least", "amount": 1}, "weekdays": ["1"],
          "hours": {"from": 17, "to": 18}, "window": {"from": "2026-01-01", "to": "2026-03-31"}}),
    ],
)  # fmt: skip
def test_filter_becomes_its_condition(key, text, expected):
    assert node_of(COLUMNS[key], text, CALENDAR) == expected


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("name", "bonnet"), ("city", "sète"), ("email", "*"), ("mobile", "06"), ("card", "1"), ("reference", "x"),
        ("birthday", "this month"), ("status", "prospect"), ("revenue_prior_12m", ">1"), ("usual_interval", ">1"),
        ("wish", "arrived"), ("custom.mot", "x"), ("custom.taille", ">38"), ("store", "="), ("visits", "vide"),
        ("postcode", "=34000"), ("bought", "returns:with"), ("visits", "beaucoup"), ("last_visit", "vide"),
    ],
)  # fmt: skip
def test_filter_that_no_condition_says_the_same_has_none(key, text):
    assert node_of(COLUMNS[key], text, CALENDAR) is None


@pytest.fixture
def client():
    with time_machine.travel(NOW, tick=False):
        user = owner()
        user.language = "en"
        user.save()
        client = Client()
        client.force_login(user)
        yield client


def totals(page):
    return re.search(r"<b>([\d,]+)</b> customer", page.content.decode())[1]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    ["visits=>1", "revenue=>50", "revenue_12m=<=50", "recency=<15j", "last_visit=>20j", "postcode=69", "postcode=!69",
     "basket=vide", "visits=!2", "created_at=<3j", "rhythm=unknown", "interval=9..11", "categories=0",
     "first_visit=2026", "bought=hours:0..23", "age=vide", "household=vide"],
)  # fmt: skip
def test_rule_keeps_the_same_people_as_the_list(client, tmp_path, query):
    lyon, nantes = open_shops("lyon", "nantes")
    enter("Bonnet", "Ada", store=lyon, cards=("CARTE1",), addresses=at_home("69001"))
    enter("Cohen", "Bob", store=nantes, cards=("CARTE2",), addresses=at_home("44000"))
    enter("Dumas", "Cléo", store=lyon, now=ago(40))
    sold = [
        receipt(str(n), store="lyon", card="CARTE1", sold_at=ago(10 * n), lines=[line("A", 5000)]) for n in (1, 2, 3)
    ]
    record_receipts(
        [*sold, receipt("9", store="nantes", card="CARTE2", sold_at=ago(25), lines=[line("B", 3000)])], now=NOW
    )
    with override_settings(LAKE=str(tmp_path)):
        listed = totals(client.get(f"/customers/?{query}"))
        answer = client.get(f"/segments/from-list/?{query}")
        assert urlsplit(answer.url).query, "no condition says the same"
        counted = re.search(r'id="count-number">([^<]*)<', client.get(answer.url).content.decode())[1]
    assert counted == listed


@pytest.mark.django_db
def test_what_is_left_out_is_named(client, tmp_path):
    open_shops("lyon", "nantes")
    assert Figures.objects.count() == 0
    with override_settings(LAKE=str(tmp_path)):
        answer = client.get("/segments/from-list/?visits=>1&name=bonnet&city=lyon")
        page = client.get(answer.url).content.decode()
    rule = json.loads(parse_qs(urlsplit(answer.url).query)["rule"][0])
    assert rule == {"all": [{"condition": "visits", "is": {"operator": "at_least", "amount": 2}}]}
    assert "which are left out: Name, Town." in page
