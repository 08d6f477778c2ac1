"""The customer list as three people see it: the owner, the seller of Lyon and marketing at Nantes."""

import html
import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from chaland.customers.models import CustomField, SavedView
from chaland.sales.customer_list import COLUMNS, DEFAULT_COLUMNS
from chaland.sales.models import Figures
from chaland.web.desk.customers_state import ListState
from factories.customers import NOW, TODAY, ago, enter, marketer_of, owner, seller_of

pytestmark = pytest.mark.django_db

CANARY = '<script>alert("x")</script>'
HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def _frozen():
    with time_machine.travel(NOW, tick=False):
        yield


def visitor(user, language="en") -> Client:
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def file(shops):
    lyon, nantes = shops
    rich = {"revenue_12m_cents": 200000, "revenue_cents": 200000, "visits": 4, "last_visit_at": ago(2)}
    late = {"visits": 9, "late_on": TODAY, "very_late_on": TODAY + timedelta(days=9), "revenue_12m_cents": 100}
    return {
        "bonnet": enter("Bonnet", "Ada", store=lyon, figures=rich),
        "cohen": enter("Cohen", "Bob", store=nantes, figures=late, mobiles=("06 39 98 01 23",)),
        "dumas": enter("Dumas", "Cléo", store=lyon),
    }


def names(response) -> list[str]:
    found = re.findall(r'<a class="who" href="[^"]+">(.*?)</a>', response.content.decode())
    return [html.unescape(name) for name in found]


def shown(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def test_the_list_shows_everybody_by_name_with_the_totals(owner_client, file):
    response = owner_client.get("/customers/")
    assert names(response) == ["Bonnet Ada", "Cohen Bob", "Dumas Cléo"]
    assert "3 customers (100%)" in shown(response)


def test_a_filter_a_sort_and_columns_come_from_the_address(owner_client, file):
    response = owner_client.get("/customers/?visits=%3E1&sort=-visits&columns=mobile,visits")
    assert names(response) == ["Cohen Bob", "Bonnet Ada"]
    headings = re.findall(r'id="s-([\w.]+)"', response.content.decode())
    assert headings == ["name", "mobile", "visits"]
    assert "06 39 98 01 23" in shown(response)


def test_a_part_of_the_page_answers_htmx_and_gives_the_address_to_keep(owner_client, file):
    response = owner_client.get("/customers/?name=bonnet&city=&visits=&sort=name", headers=HTMX)
    assert response.headers["HX-Push-Url"] == "/customers/?name=bonnet"
    assert response.content.decode().lstrip().startswith('<div class="sheet">')
    assert names(response) == ["Bonnet Ada"]


def test_going_back_in_the_browser_gets_the_whole_page(owner_client, file):
    headers = {**HTMX, "HX-History-Restore-Request": "true"}
    response = owner_client.get("/customers/?name=bonnet", headers=headers)
    assert response.content.decode().startswith("<!doctype html>")


def test_a_wrong_filter_is_marked_and_explained_while_the_others_hold(owner_client, file):
    response = owner_client.get("/customers/?name=bonnet&visits=abc")
    page = response.content.decode()
    assert names(response) == ["Bonnet Ada"]
    assert 'aria-invalid="true" aria-describedby="e-visits"' in page
    assert re.findall(r'<p class="flt-error" id="(e-\w+)">', page) == ["e-visits"]
    assert "The filter “abc” is not understood. Try >800, 50..90 or a word." in shown(response)


def test_a_filter_on_a_column_that_is_not_shown_stays(owner_client, file):
    page = owner_client.get("/customers/?columns=city&visits=%3E1").content.decode()
    assert '<input type="hidden" name="visits" value="&gt;1">' in page


def test_nothing_found_offers_to_clear_the_filters(owner_client, file):
    response = owner_client.get("/customers/?name=zzz&columns=city")
    assert names(response) == []
    assert '<a class="btn btn-line" href="/customers/?columns=name%2Ccity">Clear the filters</a>' in (
        response.content.decode()
    )


def test_an_empty_file_says_what_to_do_first(owner_client):
    page = shown(owner_client.get("/customers/"))
    assert "The file is empty" in page
    assert "New customer" in page


def test_a_page_beyond_the_end_is_the_last(owner_client, file):
    assert names(owner_client.get("/customers/?page=99")) == ["Bonnet Ada", "Cohen Bob", "Dumas Cléo"]


@pytest.mark.parametrize(
    "query",
    [
        "sort=password",
        "sort=-",
        "columns=password,<b>",
        "page=-1",
        "page=x",
        "page=99999999999999999999999",
        "page=%C2%B2",
        "view=%00",
        "view=999",
        "name=%00",
        "name=%FF%FE",
        "age=9999999999999999999999",
        "revenue=999999999999",
        "revenue=-999999999",
        "recency=-99999999",
        "recency=999999999999999999",
        "last_visit=31/12/2199",
        "last_visit=01/01/1900",
        "last_visit=>9999a",
        "created_at=..",
        "birthday=..",
        "birthday=29/02",
        "interval=" + "9" * 30,
        "interval_change=-100%25",
        "custom.x=1",
        "store=99999999999999999999",
        "visits=" + "9" * 40,
    ],
)
def test_a_strange_address_is_answered(owner_client, file, query):
    assert owner_client.get(f"/customers/?{query}").status_code == 200


def test_a_name_is_never_a_script(owner_client, shops):
    CustomField.objects.create(code="note", label=CANARY, kind="text")
    enter(CANARY, store=shops[0], custom={"note": CANARY})
    shops[0].name = CANARY
    shops[0].save()
    query = f"columns=custom.note,store&name={CANARY}&custom.note={CANARY}"
    page = owner_client.get(f"/customers/?{query}").content.decode()
    assert CANARY not in page
    assert names(owner_client.get("/customers/")) == [CANARY]


def test_the_seller_of_lyon_sees_and_counts_lyon_only(shops, file):
    client = visitor(seller_of(shops[0]))
    response = client.get("/customers/")
    assert names(response) == ["Bonnet Ada", "Dumas Cléo"]
    assert "2 customers (100%)" in shown(response)
    assert names(client.get(f"/customers/?store={shops[1].pk}&name=cohen")) == []
    assert "nantes" not in client.get("/customers/?columns=store,seller").content.decode().lower()
    counts = re.findall(r'<span class="n">(\d+)</span>', client.get("/customers/counts/").content.decode())
    assert counts == ["2", "0", "0", "0", "2", "1"]


def test_a_customer_at_home_elsewhere_does_not_tell_where(shops):
    lyon, nantes = shops
    customer_id = enter("Bonnet", store=nantes)
    Figures.objects.create(customer_id=customer_id, store=lyon, receipts=1)
    response = visitor(seller_of(lyon)).get("/customers/?columns=store")
    assert names(response) == ["Bonnet"]
    assert "Elsewhere" in shown(response)
    assert "Nantes" not in shown(response)


def test_a_seller_may_not_export(shops, file):
    client = visitor(seller_of(shops[0]))
    assert "/customers/export/" not in client.get("/customers/").content.decode()
    assert client.get("/customers/export/?format=csv").status_code == 403


def test_a_stranger_is_sent_to_sign_in(shops):
    for path in ("/customers/", "/customers/counts/", "/customers/export/?format=csv"):
        assert Client().get(path).headers["Location"].startswith("/login/")


def test_the_tabs_count_their_customers(owner_client, file):
    page = owner_client.get("/customers/counts/?view=late").content.decode()
    tabs = re.findall(r'<a href="([^"]+)"( aria-current="true")?>(.*?) <span class="n">(\d+)</span>', page)
    assert [(label, current != "", int(count)) for _, current, label, count in tabs] == [
        ("All customers", False, 3),
        ("Regulars", False, 0),
        ("To call back", True, 1),
        ("Birthdays of the month", False, 0),
        ("New (60 days)", False, 3),
        ("Prospects", False, 1),
    ]
    assert [len(names(owner_client.get(html.unescape(href)))) for href, *_ in tabs] == [3, 0, 1, 0, 3, 1]


def test_the_tabs_of_a_french_user_filter_the_same(shops, file):
    user = owner()
    client = visitor(user, "fr")
    page = client.get("/customers/counts/").content.decode()
    tabs = re.findall(r'<a href="([^"]+)"[^>]*>(.*?) <span class="n">(\d+)</span>', page)
    assert [label for _, label, _ in tabs][:3] == ["Tous les clients", "Fidèles", "À relancer"]
    for href, _, count in tabs:
        response = client.get(html.unescape(href))
        assert len(names(response)) == int(count)
        assert "flt-error" not in response.content.decode()


def test_a_view_is_saved_opened_renamed_and_deleted(owner_client, file):
    state = "visits=%3E1&sort=-visits&columns=city,visits"
    saved = owner_client.post("/customers/views/", {"name": "Mes fidèles", "query": state})
    view = SavedView.objects.get()
    expected = "visits=%3E1&sort=-visits&columns=name%2Ccity%2Cvisits"
    assert view.query == expected
    assert saved.headers["Location"] == f"/customers/?view={view.pk}&{expected}"
    assert names(owner_client.get(saved.headers["Location"])) == ["Cohen Bob", "Bonnet Ada"]
    assert 'Mes fidèles <span class="n">2</span>' in owner_client.get("/customers/counts/").content.decode()
    owner_client.post(f"/customers/views/{view.pk}/", {"name": "Habitués", "query": ""})
    assert SavedView.objects.get().name == "Habitués"
    owner_client.post(f"/customers/views/{view.pk}/", {"delete": "1"})
    assert SavedView.objects.count() == 0


def test_a_view_of_somebody_else_is_neither_shown_nor_touched(owner_client, shops, file):
    owner_client.post("/customers/views/", {"name": "Secret", "query": ""})
    view = SavedView.objects.get()
    other = visitor(seller_of(shops[0]))
    assert "Secret" not in other.get("/customers/").content.decode()
    assert other.post(f"/customers/views/{view.pk}/", {"delete": "1"}).status_code == 404
    assert other.post(f"/customers/views/{view.pk}/", {"name": "Mine"}).status_code == 404
    assert SavedView.objects.get().name == "Secret"


def test_a_view_without_a_name_is_refused_in_a_sentence(owner_client, file):
    response = owner_client.post("/customers/views/", {"name": " ", "query": "visits=1"}, follow=True)
    assert "Give the view a name." in shown(response)
    assert SavedView.objects.count() == 0


def test_looking_changes_nothing(owner_client, file):
    assert owner_client.get("/customers/views/").status_code == 405
    assert owner_client.post("/customers/").status_code == 405


def queries_of_list(client: Client) -> int:
    with CaptureQueriesContext(connection) as captured:
        client.get("/customers/?columns=email,mobile,card,wish,store,seller,household")
    return len(captured)


def test_the_list_takes_the_same_queries_for_one_row_and_for_three(owner_client, shops):
    enter("One", store=shops[0])
    owner_client.get("/customers/")
    alone = queries_of_list(owner_client)
    enter("Two", store=shops[0])
    enter("Three", store=shops[1])
    assert queries_of_list(owner_client) == alone


@pytest.mark.parametrize(
    "state",
    [
        ListState(),
        ListState(filters={"name": "d'Ávila & fils", "visits": ">=3"}, sort="basket", descending=True),
        ListState(columns=("name", "birthday", "age"), view="late", filters={"birthday": "ce mois"}),
        ListState(columns=("name", *(key for key in COLUMNS if key != "name")), sort="city"),
    ],
)
def test_a_state_comes_back_from_its_address(state):
    assert ListState.read(QueryDict(state.query()), COLUMNS) == state
    assert ListState.read(QueryDict(state.query(page=7)), COLUMNS).page == 7


def test_columns_chosen_one_by_one_are_read_like_a_list():
    state = ListState.read(QueryDict("columns=city&columns=visits&columns=city"), COLUMNS)
    assert state.columns == ("name", "city", "visits")
    assert ListState.read(QueryDict("columns=nonsense"), COLUMNS).columns == DEFAULT_COLUMNS


def test_marketing_of_nantes_lists_nantes(shops, file):
    assert names(visitor(marketer_of(shops[1])).get("/customers/")) == ["Cohen Bob"]
