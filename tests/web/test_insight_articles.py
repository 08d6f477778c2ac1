"""The screens on what is bought: every number of people is that of the list it leads to; files say what is shown."""

import csv
import json
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from chaland.accounts.rules import Scope
from chaland.segments.models import Segment
from chaland.stores.models import Category
from chaland.usecases.sales.record_receipts import record_receipts
from chaland.usecases.segments.look_at_segment import count
from factories.customers import NOW, enter, owner, seller_of
from factories.sales import line, receipt

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_lake")]

BOOTS, SANDALS, FRUIT = "Chaussures > Bottes", "Chaussures > Sandales", "Primeurs"
PAGES = ("bought", "gains", "traits", "together", "stopped", "seasons")


@pytest.fixture
def people(shops):
    """Thirty made-up customers: all buy boots, a third polish too; the first used to buy fruit every week."""
    said = []
    for who in range(1, 31):
        enter("Inventée", f"Ada{who}", cards=(f"CARTE{who}",), store=shops[who % 2])
        for visit in range(4):
            lines = [line(f"B{who % 3}", 5000 + who, category=BOOTS, size=str(36 + who % 3), colour="Noir")]
            lines += [line("CIRE", 900, category=FRUIT)] if who % 3 == 0 else []
            lines += [line("S", -700, -1000, category=SANDALS)] if who % 5 == 0 and visit == 3 else []
            said.append(sold(len(said), who, 5 + 50 * visit + who % 7, *lines))
    said += [sold(1000 + week, 1, 30 + 7 * week, line("P", 400, category="Primeurs > Pommes")) for week in range(8)]
    said += [sold(2000 + year, 2, 364 * year - 1, line("B0", 100, category=BOOTS)) for year in (1, 2)]
    record_receipts(said, now=NOW)


def sold(number, who, days_ago, *lines):
    store = "nantes" if who % 4 == 0 else "lyon"
    moment = NOW - timedelta(days=days_ago)
    return receipt(str(number), store=store, card=f"CARTE{who}", sold_at=moment, lines=list(lines))


def visitor(user, language="en"):
    user.language = language
    user.save()
    client = Client()
    client.force_login(user)
    return client


def segment_of_fruit():
    rule = {"all": [{"condition": "bought", "category": [Category.objects.get(path=FRUIT).pk]}]}
    return Segment.objects.create(name="Primeurs", rule=rule, created_at=NOW, changed_at=NOW)


def rules_of(response, kinds=("count",)):
    """The numbers of people on a page with the rules behind them."""
    for table in response.context["tables"].values():
        for row in [*table.rows, *([table.totals] if table.totals else [])]:
            for value, column in zip(row, table.columns, strict=True):
                if column.kind in kinds and getattr(value, "url", "").startswith("/segments/new"):
                    (rule,) = parse_qs(urlsplit(value.url).query)["rule"]
                    yield value.value, json.loads(rule)


def behind(response, scope=Scope()):  # noqa: B008 - the whole network, frozen
    return [(shown, count(rule, scope, now=NOW)[0]) for shown, rule in rules_of(response)]


@pytest.mark.parametrize(
    "asked",
    [
        "bought/",
        "bought/?by=size",
        "bought/?by=article&period=30d",
        "gains/?period=90d",
        "traits/?measure=buyers",
        "traits/?measure=buyers&rows=family&columns=colour",
    ],
)
@pytest.mark.parametrize("is_of_segment", [False, True])
def test_each_number_is_that_of_the_people_behind_it(people, asked, is_of_segment):
    more = f"{'&' if '?' in asked else '?'}segment={segment_of_fruit().pk}" if is_of_segment else ""
    found = behind(visitor(owner()).get(f"/insight/{asked}{more}"))
    assert found
    assert [shown for shown, _ in found] == [counted for _, counted in found]


def test_a_store_sees_its_own_numbers_and_people(people, shops):
    client = visitor(owner())
    client.post("/store/", {"store": shops[1].pk})
    page = client.get("/insight/bought/")
    found = behind(page, Scope(shops[1].pk))
    assert [shown for shown, _ in found] == [counted for _, counted in found]
    assert page.context["tables"]["bought"].totals[3].value == 7


def test_pairs_lead_to_whom_to_offer_the_other_half(people):
    page = visitor(owner()).get("/insight/together/?level=article&confidence=0")
    rows = page.context["tables"]["pairs"].rows
    assert [(row[0], row[1], row[6].value, bool(row[6].url)) for row in rows] == [
        ("Article B0", "Article CIRE", 1, True),
        ("Article CIRE", "Article B0", 0, False),
    ]
    assert [counted for _, counted in behind(page)] == [10, 1, 10]


def test_what_regulars_stopped_buying_names_them(people):
    page = visitor(owner()).get("/insight/stopped/")
    ((family, customers, stake),) = page.context["tables"]["stopped"].rows
    assert (family.value, customers.value, stake) == ("Primeurs", 1, 3200)
    ((name, _phone, _family, rhythm, _last_on, silent, _stake),) = page.context["tables"]["names"].rows
    assert (name.value, rhythm, silent) == ("Inventée Ada1", 7, 30)
    assert page.context["tables"]["names"].rows == visitor_of(page, customers.url).context["tables"]["names"].rows


def visitor_of(page, address):
    return page.client.get(f"/insight/stopped/{address.partition('#')[0]}")


def test_families_open_one_below_the_other(people):
    shoes = Category.objects.get(path="Chaussures")
    page = visitor(owner()).get(f"/insight/bought/?family={shoes.pk}")
    assert [row[0].value for row in page.context["tables"]["bought"].rows] == ["Bottes", "Sandales"]
    assert [option.value for option in page.context["options"]] == ["family", str(shoes.pk)]


@pytest.mark.parametrize("name", PAGES)
def test_files_are_those_of_the_tables(people, name):
    client = visitor(owner())
    key = "pairs" if name == "together" else name
    table = client.get(f"/insight/{name}/").context["tables"][key]
    workbook, text = (client.get(f"/insight/{name}/?file={kind}&table={key}") for kind in ("xlsx", "csv"))
    assert workbook["Content-Disposition"] == f'attachment; filename="{key}_{NOW.date()}.xlsx"'
    rows = list(csv.reader(b"".join(text.streaming_content).decode("utf-8-sig").splitlines()))
    assert rows[0] == [str(column.label) for column in table.columns]
    assert len(rows) == 1 + len(table.rows) + bool(table.totals)


@pytest.mark.parametrize("name", PAGES)
def test_nonsense_in_the_address_gives_the_usual_page(shops, name):
    choices = "by=x&level=9&support=nan&confidence=2&measure=z&rows=q&columns=&step=y&against=no"
    assert visitor(owner(), "fr").get(f"/insight/{name}/?{choices}&family=99&of=%00&segment=-1").status_code == 200


@pytest.mark.parametrize("name", PAGES)
def test_a_seller_does_not_see_figures(shops, name):
    assert visitor(seller_of(shops[0])).get(f"/insight/{name}/").status_code == 403
