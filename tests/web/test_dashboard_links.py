"""Behind every number of the dashboard: as many customers in the list as there are behind the figure."""

import html
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.http import QueryDict
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.accounts.services import create_user
from chaland.sales import customer_list as lists
from chaland.sales.dashboard.page import read_dashboard
from chaland.sales.dashboard.periods import YEAR, Period, period_of
from chaland.stores.models import Seller, Store
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.web.desk.customers_columns import headings_for
from chaland.web.desk.customers_state import ListState
from chaland.web.desk.dashboard.hours import hours_table
from chaland.web.desk.dashboard.links import bought
from chaland.web.desk.dashboard.takings import seller_lines, store_lines, week_lines
from factories.sales import line, open_shops, receipt, rolled_back

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
SOLD = st.tuples(
    st.sampled_from(["lyon", "lareunion"]),
    st.integers(1, 100) | st.integers(1, 800),
    st.integers(0, 23),
    st.sampled_from([1500, 0, -700]),
    st.sampled_from(["x:1", "x:2", "x:3", ""]),
    st.sampled_from(["ana", "bob", ""]),
)


def sell(sold):
    inputs = [
        receipt(
            str(number),
            store=store,
            sold_at=NOW.replace(hour=hour) - timedelta(days=ago),
            lines=[line(amount_cents=cents)],
            customer=customer,
            seller=seller,
        )
        for number, (store, ago, hour, cents, customer, seller) in enumerate(sold)
    ]
    record_receipts(inputs, now=NOW)


class Shops:
    """A network of a shop in Lyon and one on another clock, as one user sees it."""

    def __init__(self):
        lyon, *_ = open_shops("lyon")
        reunion, *_ = open_shops("lareunion", time_zone="Indian/Reunion")
        for store in (lyon, reunion):
            for code in ("ana", "bob"):
                Seller.objects.create(store=store, code=code, name=code.title())
        self.zones = {"lyon": PARIS, "lareunion": ZoneInfo("Indian/Reunion")}
        self.stores = {"lyon": lyon.pk, "lareunion": reunion.pk}
        self.user = create_user(email="o@chaland.example", name="O", role="owner", all_stores=True, stores=())

    def behind(self, url, scope):
        """How many customers the list shows at this address."""
        columns = {key: one.column for key, one in headings_for(self.user, scope).items()}
        state = ListState.read(QueryDict(urlsplit(url).query), columns)
        assert list(state.filters) == ["bought"]
        calendar = lists.Calendar(NOW.date(), PARIS)
        conditions = lists.read_conditions(state.filters, columns, calendar, EVERYWHERE)
        assert conditions.refusals == {}
        asked = lists.ListQuestion(scope, calendar, conditions, columns[state.sort], state.descending)
        total = lists.count(asked)
        assert len(lists.page(asked, [], 1, total).rows) == len(list(lists.rows(asked, []))) == total
        assert lists.totals(asked).customers == total
        return total


class Sales:
    """What was sold, as the tills' clocks saw it, without the database."""

    def __init__(self, shops, sold, place):
        self.rows = [
            (store, (NOW.replace(hour=hour) - timedelta(days=ago)).astimezone(shops.zones[store]), cents, who, seller)
            for store, ago, hour, cents, who, seller in sold
            if who and place in (None, store)
        ]

    def who(self, span, *, returns=True, store=None, seller=None, weekday=None, hours=(0, 23)):
        """How many different customers."""
        return len({
            row[3]
            for row in self.rows
            if span.start_on <= row[1].date() <= span.end_on
            and (returns or row[2] >= 0)
            and store in (None, row[0])
            and seller in (None, row[4])
            and weekday in (None, row[1].weekday())
            and hours[0] <= row[1].hour <= hours[1]
        })  # fmt: skip


def links_of_takings(board, period, sales):
    """Each address of the page's tables, and how many customers are behind its figure."""
    yield bought(period, with_returns=True), sales.who(period)
    yield bought(period), sales.who(period, returns=False)
    codes = dict(Store.objects.values_list("pk", "code"))
    for one in store_lines(board.stores, period):
        code = codes[one.takings.store_id]
        yield one.url, sales.who(period, store=code)
        yield one.visits_url, sales.who(period, returns=False, store=code)
        yield one.before_url, sales.who(period.year_before, store=code)
    for one in seller_lines(board.sellers, period):
        seller = Seller.objects.select_related("store").get(pk=one.takings.seller_id)
        yield one.url, sales.who(period, store=seller.store.code, seller=seller.code)
    for one in week_lines(board.weeks, period)[-14:]:
        week = Period(one.takings.start_on, one.takings.end_on)
        yield one.url, sales.who(week)
        yield one.before_url, sales.who(Period(week.start_on - YEAR, week.end_on - YEAR))


def links_of_hours(board, quarter, sales):
    behind = {}

    def url(weekday, hours):
        found = bought(quarter, weekday=weekday + 1, hours=hours)
        behind[found] = sales.who(quarter, returns=False, weekday=weekday, hours=hours)
        return found

    _headings, rows = hours_table(board.hours, url)
    assert {cell.url for row in rows for cell in row.cells if cell.count} == behind.keys()
    return behind.items()


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sold=st.lists(SOLD, max_size=14),
    place=st.sampled_from([None, "lyon", "lareunion"]),
    choice=st.sampled_from(["7d", "30d", "90d", "12m"]),
)
def test_every_number_leads_to_its_customers(sold, place, choice):
    with rolled_back():
        shops = Shops()
        sell(sold)
        scope = Scope(shops.stores[place] if place else None)
        period = period_of(choice, NOW.date())
        board, sales = read_dashboard(scope, period, PARIS), Sales(shops, sold, place)
        links = dict(links_of_takings(board, period, sales))
        links.update(links_of_hours(board, period.last_quarter, sales))
        assert {url: shops.behind(url, scope) for url in links} == links


@pytest.fixture
def client(db):
    shops = Shops()
    shops.user.language = "fr"
    shops.user.save()
    sell([("lyon", 1, 10, 1500, "x:1", "ana"), ("lareunion", 2, 9, 700, "x:2", "bob"), ("lyon", 3, 9, -700, "x:3", "")])
    found = Client()
    found.force_login(shops.user, backend="django.contrib.auth.backends.ModelBackend")
    with time_machine.travel(NOW, tick=False):
        yield found


def shown(answer):
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


def test_all_links_of_the_page_open_and_say_what_they_filter(client):
    page = client.get("/?period=30d").content.decode()
    links = sorted({html.unescape(link) for link in re.findall(r'href="(/customers/\?bought=[^"]+)"', page)})
    chart = json.loads(re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', page)[1])
    assert len(links) > 10
    assert chart["urls"][-1] in links
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200
        (chip,) = answer.context["chips"]
        assert (chip["error"], chip["text"] != "") == ("", True)


def test_the_filter_is_a_chip_in_words_that_is_taken_off(client):
    seller = Seller.objects.get(store__code="lyon", code="ana").pk
    lyon = Store.objects.get(code="lyon").pk
    text = f"days:2026-11-01..2026-11-30,store:{lyon},seller:{seller},weekday:6,hours:11"
    answer = client.get("/customers/", {"bought": text})
    (chip,) = answer.context["chips"]
    words = "magasin Lyon, avec Ana, du 01/11/2026 au 30/11/2026, le samedi, de 11 h à 12 h"
    assert (chip["label"], chip["text"], chip["query"]) == ("A acheté", words, "")
    assert answer.context["totals"].customers == 1
    assert f"A acheté : {words}" in shown(answer).replace("\u00a0", " ")
    answer = client.get("/customers/", {"bought": f"store:{lyon},returns:with"})
    assert (answer.context["chips"][0]["label"], answer.context["totals"].customers) == ("A acheté ou rendu", 2)


def test_the_filter_is_exported_and_kept_in_a_view(client):
    asked = "bought=days%3A2026-11-20..2026-11-30"
    rows = b"".join(client.get(f"/customers/export/?{asked}&format=csv").streaming_content).decode().splitlines()
    assert len(rows) == 3
    client.post("/customers/views/", {"query": asked, "name": "Novembre"})
    tab = client.get("/customers/").context["tabs"][-1]
    assert tab.query == f"view={tab.key}&{asked}"


def test_who_bought_is_no_column(client):
    answer = client.get("/customers/?sort=-bought&columns=bought,visits")
    assert (answer.context["state"].sort, answer.context["state"].columns) == ("name", ("name", "visits"))
    assert "bought" not in [heading.key for heading, _chosen in answer.context["choosable"]]


@pytest.mark.django_db
def test_a_seller_of_lyon_learns_nothing_of_the_other_shop():
    shops = Shops()
    sell([("lyon", 1, 10, 1500, "x:1", "ana"), ("lareunion", 2, 9, 700, "x:1", "bob")])
    reunion = shops.stores["lareunion"]
    seller = create_user(
        email="s@chaland.example", name="S", role="seller", all_stores=False, stores=[shops.stores["lyon"]]
    )
    client = Client()
    client.force_login(seller, backend="django.contrib.auth.backends.ModelBackend")
    elsewhere = Seller.objects.get(store=reunion, code="bob").pk
    with time_machine.travel(NOW, tick=False):
        for text in (f"store:{reunion}", f"seller:{elsewhere}", "store:99999"):
            answer = client.get("/customers/", {"bought": text})
            (chip,) = answer.context["chips"]
            assert (chip["text"], bool(chip["error"])) == (text, True)
            assert answer.context["totals"].customers == 1
        assert client.get("/customers/?bought=days:20/11/2026").context["totals"].customers == 0
        assert client.get("/customers/?bought=days:21/11/2026").context["totals"].customers == 1
