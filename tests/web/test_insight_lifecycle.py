"""The frame of what the file knows, and its screens of where customers stand: who sees what, links, files."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from chaland.accounts.rules import Scope
from chaland.segments.models import Segment
from chaland.usecases.insight.choose_people import segments_to_choose
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.segments.look_at_segment import count
from chaland.web.desk.insight.screens import BY_NAME
from factories.sales import line, open_shops, receipt
from factories.screens import as_user, page, rows_of, rules_behind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

NOW = datetime(2026, 11, 22, 17, tzinfo=UTC)
NAMES = ("lifecycle", "arrivals", "revenue-change", "habits", "concentration")


@pytest.fixture
def shops():
    """Two shops; in Lyon "x:1" fell asleep and "x:2" keeps coming; in Nantes "x:3" is new."""
    shops = open_shops("lyon", "nantes")
    sold = [
        *(bought("x:1", "lyon", 30 + 7 * place, 5000) for place in range(12)),
        *(bought("x:2", "lyon", 7 * place, 2000) for place in range(40)),
        bought("x:3", "nantes", 3, 9000),
        bought("", "nantes", 4, 1234),
    ]
    record_receipts(sold, now=NOW, create_missing=True)
    return shops


def bought(customer, store, ago, cents):
    who = {"customer": customer} if customer else {}
    said = {"store": store, "sold_at": NOW - timedelta(days=ago), **who}
    return receipt(f"{customer or 'nobody'}-{ago}", lines=[line(amount_cents=cents)], **said)


def column(answer, key, place=1):
    return {str(line[0].text): line[place].text for line in answer.context["tables"][key].lines}


def test_states_of_today(shops):
    found = column(page(as_user(), "lifecycle"), "lifecycle")
    expected = dict.fromkeys(("New", "Growing", "Regular", "Slowing down", "Asleep", "Lost", "Back"), "0")
    assert found == {**expected, "New": "1", "Regular": "1", "Asleep": "1"}


def test_a_store_sees_its_own(shops):
    found = column(page(as_user("manager", shops[1]), "lifecycle"), "lifecycle")
    assert {state: number for state, number in found.items() if number != "0"} == {"New": "1"}


@pytest.mark.parametrize("name", ["lifecycle", "arrivals", "revenue-change", "concentration"])
def test_links_lead_to_as_many_people_as_the_number_says(shops, name):
    behind = rules_behind(page(as_user(), name))
    assert len(behind) > 0
    said = [text if text.isdigit() else None for _rule, text in behind]
    counted = [count(rule, Scope(), now=NOW)[0] for rule, _text in behind]
    assert [number for number, text in zip(counted, said, strict=True) if text] == [int(text) for text in said if text]
    assert 0 not in counted


def test_links_of_intervals_and_baskets_lead_to_their_people(shops):
    behind = rules_behind(page(as_user(), "habits"))
    assert [count(rule, Scope(), now=NOW)[0] for rule, _text in behind] == [int(text) for _rule, text in behind]


def test_a_segment_narrows_the_page_down(shops):
    rule = {"all": [{"condition": "rhythm", "is": ["late", "very_late"]}]}
    segment = Segment.objects.create(name="Absents inventés", rule=rule, created_at=NOW, changed_at=NOW)
    answer = page(as_user(), "lifecycle", segment=segment.pk)
    assert {state: n for state, n in column(answer, "lifecycle").items() if n != "0"} == {"Asleep": "1"}


@pytest.mark.parametrize("said", [{"segment": "9" * 30}, {"segment": "x"}, {"period": "ages"}, {"month": "2026-99"}])
def test_what_the_address_does_not_mean_is_left_out(shops, said):
    assert column(page(as_user(), "lifecycle", **said), "lifecycle")["Asleep"] == "1"


def test_difference_adds_up_with_receipts_of_nobody(shops):
    answer = page(as_user(), "revenue-change", period="30d")
    assert answer.context["found"].whole.now_cents == 5 * 2000 + 9000 + 1234
    assert column(answer, "revenue_change", 3)["Without a customer"] == "€12.34"


def test_file_is_the_table_shown(shops):
    rows = rows_of(page(as_user(), "lifecycle", file="csv", table="lifecycle"))
    assert rows[0] == ["State", "Customers", "Share", "Revenue of the period", "By customer", "Visits"]
    assert [row[:4] for row in rows if row[0] in ("Asleep", "All who ever came")] == [
        ["Asleep", "1", "33%", "600.00"],
        ["All who ever came", "3", "100%", "1490.00"],
    ]


@pytest.mark.parametrize("query", [{"file": "exe", "table": "lifecycle"}, {"file": "csv", "table": "other"}])
def test_other_files_are_not_there(shops, query):
    assert page(as_user(), "lifecycle", **query).status_code == 404


@pytest.mark.parametrize("name", NAMES)
def test_a_workbook_opens(shops, name):
    client = as_user()
    tables = page(client, name).context["tables"]
    begun = [next(iter(page(client, name, file="xlsx", table=key).streaming_content))[:2] for key in tables]
    assert begun == [b"PK"] * len(tables)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_file_says_so(name):
    assert b"Nothing to tell yet" in page(as_user(), name).content


@pytest.mark.parametrize("name", NAMES)
def test_a_seller_does_not_see_figures(shops, name):
    assert page(as_user("seller", shops[0]), name).status_code == 403


def test_first_page_has_a_tile_for_every_screen(shops):
    content = as_user().get(reverse("insight")).content.decode()
    assert [screen.name for screen in BY_NAME.values() if f'class="cardx" href="{screen.url}"' not in content] == []


@pytest.mark.parametrize(
    ("name", "figure"),
    [("lifecycle", "1"), ("arrivals", "100%"), ("revenue-change", ""), ("habits", "7 d"), ("concentration", "54%")],
)
def test_tiles_tell_one_figure(shops, name, figure):
    content = as_user().get(reverse("insight-tile", args=[name])).content.decode()
    assert re.findall(r"<b>(.*?)</b>", content) == ([figure] if figure else [])


def test_unknown_tile_is_not_there():
    assert as_user().get(reverse("insight-tile", args=["other"])).status_code == 404


def test_segment_about_another_store_is_not_offered(shops):
    lyon, nantes = shops
    rule = {"all": [{"condition": "home_store", "is": [nantes.pk]}]}
    Segment.objects.create(name="Nantes", rule=rule, created_at=NOW, changed_at=NOW)
    everybody = [name for _, name in segments_to_choose(Scope())]
    assert (everybody, segments_to_choose(Scope(lyon.pk))) == (["Nantes"], [])
