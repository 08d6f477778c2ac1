"""The dashboard as three people see it: the owner, the seller of Lyon, the manager of Nantes."""

import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from chaland.accounts.rules import EVERYWHERE, Scope
from chaland.accounts.services import create_user
from chaland.customers.rules import NewCustomer
from chaland.kernel.dates import Birthday
from chaland.sales.customer_list import COLUMNS, Calendar, ListQuestion, count, read_conditions
from chaland.sales.dashboard.people import FREQUENCY, RECENCY, file_state
from chaland.sales.dashboard.todo import things_to_do
from chaland.sales.models import Wish
from chaland.stores.models import Network
from chaland.usecases.customers.create_customer import create_customer
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.web.desk.dashboard.heat import level, shaded
from chaland.web.desk.dashboard.hours import hours_table
from chaland.web.desk.dashboard.links import Links
from chaland.web.desk.dashboard.measures import measures
from factories.sales import line, open_shops, receipt

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
PARIS = ZoneInfo("Europe/Paris")
NO_BREAK = "\u00a0"


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def signed_in(role="owner", stores=(), name="Hélène Inventée", language="fr"):
    email = f"{role}@chaland.example"
    user = create_user(email=email, name=name, role=role, all_stores=not stores, stores=stores, language=language)
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def sell(*said):
    inputs = [
        receipt(number, lines=[line(amount_cents=cents)], sold_at=NOW - timedelta(days=ago), **rest)
        for number, ago, cents, rest in said
    ]
    assert {outcome.status for outcome in record_receipts(inputs, now=NOW)} == {"created"}


def text_of(answer):
    """The words of the main part of the page."""
    main = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    return re.sub(r"[ \n]+", " ", re.sub(r"<[^>]*>", " ", main))


def test_owner_reads_figures_beside_those_of_a_year_before():
    open_shops("lyon", "nantes")
    sell(("1", 0, 4000, {"customer": "x:1"}), ("2", 1, 2000, {}), ("3", 370, 3000, {}))
    page = text_of(signed_in().get("/?period=7d"))
    assert "Bonjour Hélène Réseau inventé, du 16/11/2026 au 22/11/2026" in page
    assert f"Chiffre d’affaires 60{NO_BREAK}€ +100,0{NO_BREAK}% sur un an (30{NO_BREAK}€)" in page
    assert f"Aujourd’hui{NO_BREAK}: 40,00{NO_BREAK}€ en 1 visite." in page


def test_period_is_kept_in_the_address():
    open_shops("lyon")
    sell(("1", 0, 4000, {}))
    client = signed_in()
    for asked, shown in (("12m", "12m"), ("nonsense", "30d"), ("", "30d")):
        page = client.get(f"/?period={asked}").content.decode()
        assert re.findall(r'href="\?period=(\w+)" aria-current="true"', page) == [shown]


def test_page_speaks_english_to_who_reads_english():
    open_shops("lyon")
    sell(("1", 0, 4000, {}))
    page = text_of(signed_in(language="en", name="Ellen Invented").get("/"))
    assert "Hello Ellen" in page
    assert "Revenue of the tills €40" in page


def test_seller_sees_what_to_do_and_no_figure():
    lyon, _ = open_shops("lyon", "nantes")
    sell(("1", 0, 4000, {"customer": "x:1"}))
    create_customer(NewCustomer(first_name="Zoé", last_name="Neuve", home_store_id=lyon.pk), now=NOW)
    answer = signed_in("seller", stores=[lyon]).get("/")
    page = text_of(answer)
    assert "1 nouveau à accueillir" in page
    assert "40,00" not in page
    assert "chart-data" not in answer.content.decode()


def test_manager_of_nantes_sees_nothing_of_lyon():
    _, nantes = open_shops("lyon", "nantes")
    sell(("1", 0, 990_000, {"customer": "x:lyon"}), ("2", 0, 700, {"store": "nantes", "customer": "x:nantes"}))
    answer = signed_in("manager", stores=[nantes]).get("/")
    page = text_of(answer)
    assert f"Chiffre d’affaires 7{NO_BREAK}€" in page
    assert "x:nantes" in page
    assert "x:lyon" not in page
    assert "9900" not in page.replace("\u202f", "")
    assert "Lyon" not in page


def test_empty_shop_is_shown_the_one_next_step():
    open_shops("lyon")
    page = signed_in().get("/").content.decode()
    assert "Importer un fichier" in page
    assert "chart-weeks" not in page
    assert "Importer un fichier" not in text_of(signed_in("reader").get("/"))


def test_who_is_signed_out_is_sent_to_the_login_page():
    answer = Client().get("/?period=7d")
    assert (answer.status_code, answer.url) == (302, f"{reverse('login')}?next=/%3Fperiod%3D7d")


def test_chart_reads_euros_by_week():
    open_shops("lyon")
    sell(("1", 0, 4050, {}), ("2", 370, 1000, {}))
    page = signed_in().get("/").content.decode()
    data = json.loads(re.search(r'<script id="chart-data" type="application/json">(.*?)</script>', page)[1])
    assert (len(data["weeks"]), data["weeks"][-1]) == (52, "2026-11-16")
    assert (data["revenue"][-1], data["yearBefore"][-1]) == (40.5, 10.0)


def test_number_of_queries_does_not_grow_with_the_file(django_assert_max_num_queries):
    open_shops("lyon", "nantes")
    client = signed_in()
    client.get("/")
    counts = []
    for size in (1, 3):
        sell(*[(f"{size}-{n}", n, 100, {"customer": f"x:{size}-{n}"}) for n in range(size)])
        with django_assert_max_num_queries(23) as queries:
            client.get("/?period=12m")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def behind(url, scope, today):
    """How many customers the list shows at this address."""
    typed = dict(parse_qsl(urlsplit(url).query))
    calendar = Calendar(today, PARIS)
    sort = typed.pop("sort", "").removeprefix("-")
    assert not sort or sort in COLUMNS
    assert typed.keys() <= COLUMNS.keys()
    conditions = read_conditions(typed, COLUMNS, calendar, EVERYWHERE)
    assert conditions.refusals == {}
    return count(ListQuestion(scope=scope, calendar=calendar, conditions=conditions))


@pytest.mark.parametrize("in_nantes_only", [False, True])
def test_numbers_lead_to_as_many_customers(in_nantes_only):
    lyon, nantes = open_shops("lyon", "nantes")
    for place, last in enumerate((0, 17, 30, 31, 60, 90, 91, 180, 181, 365, 366, 500)):
        visits = (1, 2, 4, 5, 9, 10, 24, 25, 49, 50, 1, 60)[place]
        where = {"store": ("lyon", "nantes")[place % 2], "customer": f"x:{place}"}
        sell(*[(f"{place}-{visit}", last + 7 * visit, 100, where) for visit in range(visits)])
    sell(("r", 3, -100, {"customer": "x:returned"}))
    for store, born in ((lyon, Birthday(22, 11)), (nantes, Birthday(28, 11)), (nantes, Birthday(29, 11))):
        new = NewCustomer(first_name="Ana", last_name="Née", birthday=born, home_store_id=store.pk)
        customer = create_customer(new, now=NOW)
        for _ in range(2):
            Wish.objects.create(customer_id=customer, text="sac", created_at=NOW, arrived_at=NOW)
    scope = Scope(nantes.pk) if in_nantes_only else Scope()
    today = NOW.date()
    links, file, to_do = Links(today), file_state(scope, today, PARIS), things_to_do(scope, today, PARIS)

    for recency in range(len(RECENCY)):
        for frequency in range(len(FREQUENCY)):
            assert behind(links.in_cell(recency, frequency), scope, today) == file.cells.get((recency, frequency), 0)
    for state in ("active", "to_call_back", "dormant", "lost"):
        assert behind(links.in_state(state), scope, today) == file.in_state(state)
    assert behind(links.never, scope, today) == file.never
    assert behind(links.late, scope, today) == to_do.late
    assert behind(links.birthdays, scope, today) == to_do.birthdays
    assert behind(links.wishes, scope, today) == to_do.wishes
    assert behind(links.prospects, scope, today) == to_do.prospects
    assert (to_do.late, to_do.birthdays, to_do.wishes, to_do.prospects) == (
        (0, 1, 2, 2) if in_nantes_only else (0, 2, 3, 3)
    )


def test_birthdays_of_late_february_lead_to_those_of_the_29th():
    open_shops("lyon")
    create_customer(NewCustomer(first_name="Léa", last_name="Bissextile", birthday=Birthday(29, 2)), now=NOW)
    for today, found in ((datetime(2027, 2, 22).date(), 1), (datetime(2028, 2, 22).date(), 0)):  # noqa: DTZ001
        assert things_to_do(Scope(), today, PARIS).birthdays == found
        assert behind(Links(today).birthdays, Scope(), today) == found


def test_today_is_the_day_of_the_network():
    open_shops("noumea", time_zone="Pacific/Noumea")
    Network.objects.update(time_zone="Pacific/Noumea")
    sell(("1", 0, 4000, {"store": "noumea"}))
    assert timezone.now().date().isoformat() == "2026-11-22"
    assert "23/11/2026" in text_of(signed_in().get("/"))


def test_shades_follow_the_rank_of_the_numbers():
    assert [level(number, [5, 10]) for number in (0, 5, 10)] == [0, 1, 3]
    [row] = shaded({(0, 0): 5}, [(0, "Lun")], [0, 1])
    assert [(cell.count, cell.level, cell.url) for cell in row.cells] == [(5, 1, ""), (0, 0, "")]


def test_hours_at_both_ends_of_a_long_day_are_taken_together():
    headings, [row] = hours_table({(0, 0): 1, (0, 7): 2, (0, 8): 3, (0, 21): 4, (0, 23): 5})
    assert (headings[0], headings[1], headings[-1], len(headings)) == ("< 8 h", "8 h", "≥ 21 h", 15)
    assert [cell.count for cell in row.cells] == [3, 3, *[0] * 12, 9]
    headings, [row] = hours_table({(5, 9): 1, (5, 11): 2})
    assert (headings, [cell.count for cell in row.cells]) == (["9 h", "10 h", "11 h"], [1, 0, 2])


def test_measures_without_an_earlier_period_compare_with_nothing():
    open_shops("lyon")
    sell(("1", 0, 4000, {}))
    board = signed_in().get("/").context["board"]
    assert [(one.year, one.before) for one in measures(board.comparison)] == [(None, None)] * 4
